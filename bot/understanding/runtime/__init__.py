"""How models run: a worker thread with its queue, the onnxruntime session, memory kept small."""
