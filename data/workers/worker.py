# The process that runs one Python function, call after call. Python 3.8 or later, nothing but its library.
#
# It is not started as a file: a loader reads this text as the first frame from descriptor 3 and executes it, with what it read
# too much in BUFFER. doc/functions.md describes the protocol. Standard output and error are the function's log; what is ours goes
# through descriptor 3 alone, so that nothing a handler prints can be taken for a result.
import fcntl
import importlib
import json
import logging
import os
import sys
import time
import traceback
from decimal import Decimal

SELF = "<aslant worker>"
RESULT_MAX = 6291556
FILES_MAX = 64
PID = os.getpid()
ROOT = os.environ["LAMBDA_TASK_ROOT"]
request_id = ""


def out_of_the_way(fd):
    """A copy under a high number that no child inherits: handlers are free to use, close and replace 0, 1, 2 and 3."""
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 100)


class Fault(Exception):
    """A failure that the runtime finds, not the handler."""

    def __init__(self, name, message, trace=()):
        super().__init__(message)
        self.name, self.message, self.trace = name, message, list(trace)


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Client:
    FIELDS = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, fields):
        for name in self.FIELDS:
            setattr(self, name, fields.get(name))


class ClientContext:
    def __init__(self, fields):
        self.custom = fields.get("custom")
        self.env = fields.get("env")
        self.client = Client(fields["client"]) if isinstance(fields.get("client"), dict) else None


class LambdaContext:
    def __init__(self, head):
        self.aws_request_id = head["id"]
        self.invoked_function_arn = head["arn"]
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = ClientContext(head["clientContext"]) if head.get("clientContext") else None
        self.identity = Identity()
        self._deadline_ms = head["deadline"]

    def get_remaining_time_in_millis(self):
        return max(int(self._deadline_ms - time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        return "LambdaContext(%r)" % {k: v for k, v in vars(self).items() if k[0] != "_"}


def read_frame(fd):
    """LENGTH, a newline, and that many bytes; None at the end."""
    global BUFFER
    while b"\n" not in BUFFER:
        piece = os.read(fd, 65536)
        if not piece:
            return None
        BUFFER += piece
    digits, _, body = BUFFER.partition(b"\n")
    length = int(digits)
    if len(body) < length:
        pieces, have = [body], len(body)
        while have < length:
            piece = os.read(fd, min(length - have, 1 << 20))
            if not piece:
                return None
            pieces.append(piece)
            have += len(piece)
        body = b"".join(pieces)
    BUFFER = body[length:]
    return body[:length]


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def flush_log(log_fd):
    """What was printed goes out before the reply. A mark in the log says where this call's output ends; False if it cannot be set."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass
    if not request_id:                  # no call is under way: nobody waits for a mark
        return False
    try:
        write_all(log_fd, b"\0aslant end " + request_id.encode() + b"\0")
    except OSError:
        return False
    return True


def reply(fd, log_fd, kind, text):
    try:
        body = text.encode()
    except UnicodeEncodeError:          # a lone surrogate: only an escape can say it
        body = json.dumps(json.loads(text)).encode()
    if len(body) > RESULT_MAX:
        kind, body = "E", json.dumps({
            "errorMessage": "Response payload size exceeded maximum allowed payload size (%d bytes)." % RESULT_MAX,
            "errorType": "Function.ResponseSizeTooLarge"}).encode()
    marked = flush_log(log_fd)
    write_all(fd, b"%s %d %d\n%s" % (kind.encode(), marked, len(body), body))


def plain(value):
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def marshal(response):
    if isinstance(response, bytes):     # sent as it is; what is no JSON arrives as a string
        text = response.decode(errors="replace")
        try:
            json.loads(text)
            return text
        except ValueError:
            return json.dumps(text, ensure_ascii=False)
    try:
        return json.dumps(response, ensure_ascii=False, allow_nan=False, default=plain)
    except Exception as e:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % e)


def message_of(error):
    try:
        return str(error)
    except Exception:
        return "<unprintable %s object>" % type(error).__name__


def failure(error):
    """errorMessage, errorType, requestId, stackTrace, without the frames of this file at the beginning."""
    if isinstance(error, Fault):
        name, message, trace = error.name, error.message, error.trace
    else:
        frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(error.__traceback__)]
        while frames and frames[0][0] == SELF:
            frames.pop(0)
        name, message, trace = type(error).__name__, message_of(error), traceback.format_list(frames)
    print("[ERROR] %s: %s" % (name, message))
    if trace:
        print("Traceback (most recent call last):\n" + "".join(trace).rstrip("\n"))
    return json.dumps({"errorMessage": message, "errorType": name, "requestId": request_id, "stackTrace": trace},
                      ensure_ascii=False)


def load(name):
    module_name, dot, function = name.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as e:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, e))
    except SyntaxError as e:
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, e),
                    ['  File "%s" Line %s\n    %s' % (e.filename, e.lineno, e.text)])
    try:
        return getattr(module, function)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module_name))


def own_files():
    """The function's own modules: when one of them changes, the worker is out of date."""
    inside = ROOT.rstrip("/") + "/"
    files = (getattr(m, "__file__", None) for m in list(sys.modules.values()))
    return [f for f in files if isinstance(f, str) and f.startswith(inside) and "/site-packages/" not in f][:FILES_MAX]


class LogHandler(logging.Handler):
    def emit(self, record):
        record.aws_request_id = request_id
        sys.stdout.write(self.format(record) + "\n")


def set_up():
    os.set_blocking(3, True)
    protocol, log_fd = out_of_the_way(3), out_of_the_way(1)
    os.close(3)
    os.dup2(1, 2)                       # one log, in the order in which it was written
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    handler = LogHandler()
    logging.Formatter.converter = time.gmtime
    handler.setFormatter(logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
                                           "%Y-%m-%dT%H:%M:%S"))
    logging.getLogger().addHandler(handler)
    if sys.path and sys.path[0] == "":
        sys.path[0] = ROOT
    else:                               # PYTHONSAFEPATH
        sys.path.insert(0, ROOT)
    return protocol, log_fd


def invoke(handler, frame):
    global request_id
    head, _, text = frame.partition(b"\n")
    head = json.loads(head)
    request_id = head["id"]
    try:
        event = json.loads(text)
    except Exception as e:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % e)
    response = handler(event, LambdaContext(head))
    if os.getpid() != PID:              # the handler forked and the child came back too
        os._exit(0)
    return marshal(response)


def main():
    protocol, log_fd = set_up()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as e:
        reply(protocol, log_fd, "F", failure(e))
        sys.exit(1)
    write_all(protocol, b"%s 0 %d\n%s" % ((lambda b: (b"I", len(b), b))(json.dumps({"files": own_files()}).encode())))
    while True:
        frame = read_frame(protocol)
        if frame is None:
            return
        kind = "R"
        try:
            text = invoke(handler, frame)
        except Exception as e:
            if os.getpid() != PID:
                os._exit(1)
            kind = "M" if isinstance(e, MemoryError) else "E"
            text = failure(e)
        reply(protocol, log_fd, kind, text)


main()
