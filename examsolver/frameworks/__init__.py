"""Networks as frameworks write them (Keras, PyTorch, ONNX): read without running anything, and written."""
