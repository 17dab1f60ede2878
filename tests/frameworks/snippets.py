"""Code as it stands in exams and tutorials: (name, code, size of the input where the code does not say it)."""

KERAS = {
    "sequential": (
        """
model = keras.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(64, 64, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, 3, strides=2, padding='same', use_bias=False))
model.add(layers.BatchNormalization())
model.add(layers.Flatten())
model.add(layers.Dropout(0.5))
model.add(layers.Dense(10, activation='softmax'))
model.compile(optimizer='adam', loss='mse')
""",
        None,
    ),
    "functional": (
        """
def block(x, filters, stride=1):
    y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.Activation("relu")(y)
    if stride != 1 or x.shape[-1] != filters:
        x = layers.Conv2D(filters, 1, strides=stride)(x)
    return layers.add([x, y])

inputs = keras.Input(shape=(32, 32, 16), name="image")
x = inputs
for width in [16, 32]:
    for k in range(2):
        x = block(x, width, 2 if k == 0 and width > 16 else 1)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(10, activation="softmax", name="predictions")(x)
model = keras.Model(inputs, outputs)
""",
        None,
    ),
    "branches": (
        """
x = keras.Input((28, 28, 192))
towers = [layers.Conv2D(n, k, padding="same", activation="relu")(x) for n, k in [(64, 1), (128, 3), (32, 5)]]
pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
y = layers.Concatenate()([*towers, pooled])
model = keras.Model(inputs=x, outputs=y)
""",
        None,
    ),
    "recurrent": (
        """
model = keras.Sequential([
    keras.Input((40,)),
    layers.Embedding(input_dim=1000, output_dim=16),
    layers.LSTM(12, return_sequences=True),
    layers.GRU(8),
    layers.Dense(1, activation="sigmoid"),
])
""",
        None,
    ),
    "separable": (
        """
model = keras.Sequential([
    layers.Input(shape=(32, 32, 3)),
    layers.SeparableConv2D(16, 3, padding="same"),
    layers.DepthwiseConv2D(3, strides=2),
    layers.Conv2DTranspose(8, 2, strides=3),
    layers.AveragePooling2D(2),
])
""",
        None,
    ),
}
KERAS["attention"] = (
    """
x = inputs = keras.Input((16, 32))
for _ in range(2):
    y = layers.LayerNormalization()(x)
    y = layers.MultiHeadAttention(num_heads=4, key_dim=8)(y, y)
    x = x + y
    y = layers.Dense(64, activation="gelu")(x)
    x = layers.Add()([x, layers.Dense(32)(y)])
outputs = layers.Dense(5)(layers.GlobalAveragePooling1D()(x))
model = keras.Model(inputs, outputs)
""",
    None,
)
KERAS["edges"] = (
    """
model = keras.Sequential([
    keras.Input((9, 9, 4)), layers.ZeroPadding2D(((0, 1), (2, 1))), layers.Cropping2D(1), layers.UpSampling2D(2),
    layers.Reshape((16, 24, 3)) if False else layers.Conv2D(3, 1), layers.LeakyReLU(), layers.GroupNormalization(3),
    layers.PReLU(), layers.Permute((2, 1, 3)), layers.GlobalMaxPooling2D(keepdims=True), layers.Reshape((3,)),
])
""",
    None,
)
KERAS["signals"] = (
    """
model = keras.Sequential([
    keras.Input((50, 4)), layers.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu"),
    layers.MaxPooling1D(2), layers.Bidirectional(layers.LSTM(6, return_sequences=True)),
    layers.TimeDistributed(layers.Dense(3)),
])
""",
    None,
)

PYTORCH = {
    "sequential": (
        """
net = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, stride=2),
    nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(), nn.AvgPool2d(2, stride=2),
    nn.Flatten(), nn.Linear(400, 120), nn.ReLU(inplace=True), nn.Linear(120, 10))
""",
        (1, 28, 28),
    ),
    "module": (
        """
class Net(nn.Module):
    def __init__(self, classes=10):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 5 * 5)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

net = Net()
""",
        (3, 32, 32),
    ),
    "residual": (
        """
class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = None
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride=stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.down is not None:
            identity = self.down(x)
        out += identity
        return self.relu(out)

class ResNet(nn.Module):
    def __init__(self, layers, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 7, stride=2, padding=3)
        self.width = 16
        self.stages = nn.Sequential(*[self.make(16 * 2 ** i, n, 1 if i == 0 else 2) for i, n in enumerate(layers)])
        self.fc = nn.Linear(self.width, classes)

    def make(self, width, count, stride):
        blocks = []
        for i in range(count):
            blocks.append(Block(self.width, width, stride if i == 0 else 1))
            self.width = width
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.stages(F.relu(self.stem(x)))
        x = x.mean([2, 3])
        return self.fc(x)

net = ResNet([2, 1, 1])
""",
        (3, 64, 64),
    ),
    "branches": (
        """
class Inception(nn.Module):
    def __init__(self, cin):
        super().__init__()
        self.one = nn.Conv2d(cin, 16, 1)
        self.three = nn.Sequential(nn.Conv2d(cin, 24, 1), nn.ReLU(), nn.Conv2d(24, 32, 3, padding=1))
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)
    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.pool(x)], dim=1)

net = nn.Sequential(Inception(8), Inception(56))
""",
        (8, 14, 14),
    ),
    "recurrent": (
        """
class Tagger(nn.Module):
    def __init__(self, vocab, d=20, h=12):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        self.lstm = nn.LSTM(d, h, batch_first=True)
        self.fc = nn.Linear(h, 2)
    def forward(self, x):
        out, (h, c) = self.lstm(self.emb(x))
        return self.fc(out[:, -1, :])

net = Tagger(100)
""",
        (35,),
    ),
    "transposed": (
        """
net = nn.Sequential(
    nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1), nn.ReLU(),
    nn.ConvTranspose2d(8, 3, 3, stride=2, padding=1, output_padding=1), nn.Tanh())
""",
        (16, 7, 7),
    ),
}
PYTORCH["transformer"] = (
    """
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(50, 32)
        layer = nn.TransformerEncoderLayer(d_model=32, nhead=4, dim_feedforward=64, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.fc = nn.Linear(32, 3)
    def forward(self, x):
        return self.fc(self.encoder(self.emb(x)))

net = Classifier()
""",
    (16,),
)
PYTORCH["edges"] = (
    """
net = nn.Sequential(
    nn.ZeroPad2d((1, 2, 0, 1)), nn.Conv2d(4, 8, 3, padding="same"), nn.GroupNorm(2, 8), nn.InstanceNorm2d(8),
    nn.PixelShuffle(2), nn.Upsample(scale_factor=2), nn.PReLU(), nn.MaxPool2d(3, stride=2, ceil_mode=True),
    nn.AdaptiveAvgPool2d((3, 4)), nn.Flatten(), nn.LazyLinear(7) if False else nn.Linear(24, 7), nn.LogSoftmax(dim=1))
""",
    (4, 9, 9),
)
PYTORCH["stacked"] = (
    """
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(input_size=10, hidden_size=8, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(16, 4)
    def forward(self, x):
        y, _ = self.rnn(x)
        return self.out(y)

net = Tagger()
""",
    (12, 10),
)
