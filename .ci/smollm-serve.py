"""Serves a GGUF model by llama.cpp's own HTTP server on loopback until standard input closes.

    python3 smollm-serve.py MODEL.gguf PORT

Its packages lie beside one another in the folder that PYTHONPATH names. One thread and one slot: the tests share the machine.
"""

import sys

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = ["smollm2"]
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[2])
params.n_ctx = 4096
params.n_parallel = 1
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.use_jinja = True
server = xllamacpp.Server(params)
sys.stdin.read()
