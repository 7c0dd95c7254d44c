"""protoc as buf calls it for Python's messages, which writes the services beside them: grpcio-tools holds both."""

import sys

from grpc_tools import protoc

services = [arg.replace("--python_out=", "--grpc_python_out=") for arg in sys.argv if arg.startswith("--python_out=")]
sys.exit(protoc.main(["protoc", *services, *sys.argv[1:]]))
