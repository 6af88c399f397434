"""Calls the lab's AWS API through botocore or the aws command, one JSON document a line, and holds every answer against the service's model."""
import contextlib
import datetime
import io
import json
import os
import sys
import traceback
import xml.etree.ElementTree as ElementTree

# The aws command may bring a botocore of its own (Debian's does): a process is for one of the two.
if sys.argv[1] == "botocore":
    import botocore
    import botocore.model
    import botocore.parsers
    import botocore.session
    from botocore.config import Config
    from botocore.exceptions import ClientError

    VERSION = botocore.__version__
    SESSION = botocore.session.Session()
    PROTOCOLS = getattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", None)
else:
    from awscli.clidriver import create_clidriver

    VERSION = "0.0"
CLIENTS = {}
DRIVERS = {}
ANSWER = {}


def keep(response_dict=None, **_):
    ANSWER.clear()
    ANSWER.update(response_dict or {})


def client(service, endpoint, protocol, keys):
    made = CLIENTS.get((service, endpoint, protocol, *keys))
    if made is None:
        # Not every botocore knows more than one protocol for a service.
        if protocol and PROTOCOLS:
            botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = (protocol, *PROTOCOLS)
        made = SESSION.create_client(
            service, region_name=os.environ["AWS_DEFAULT_REGION"], endpoint_url=endpoint,
            aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2],
            config=Config(retries={"max_attempts": 0}, connect_timeout=10, read_timeout=20))
        made.meta.events.register("response-received", keep)
        CLIENTS[(service, endpoint, protocol, *keys)] = made
        if PROTOCOLS:
            # Read once, and kept from then on.
            getattr(made.meta.service_model, "resolved_protocol", None)
            botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = PROTOCOLS
    return made


def plain(value):
    """What JSON can say; times as text, bytes as Latin-1."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.decode("latin-1") if isinstance(value, bytes) else value


def wire_name(name, shape):
    return shape.serialization.get("name", name)


def leaf(value, shape, path, faults):
    """Checks a text of XML against the type that the model gives it."""
    text = value or ""
    kind = shape.type_name
    good = {
        "boolean": lambda: text in ("true", "false"),
        "integer": lambda: int(text) is not None,
        "long": lambda: int(text) is not None,
        "double": lambda: float(text) is not None,
        "float": lambda: float(text) is not None,
        "timestamp": lambda: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) is not None,
    }.get(kind, lambda: True)
    try:
        if not good():
            faults.append(f"{path}: '{text}' is no {kind}")
    except ValueError:
        faults.append(f"{path}: '{text}' is no {kind}")
    enum = getattr(shape, "enum", None)
    if enum and text not in enum:
        faults.append(f"{path}: '{text}' is not in the model's enumeration")
    return 1


def walk_xml(element, shape, path, faults):
    """The number of values in an element; what the model does not know goes to faults."""
    kind = shape.type_name
    children = [(child.tag.split("}")[-1], child) for child in element]
    if kind == "structure":
        members = {wire_name(name, member): member for name, member in shape.members.items()}
        names = [name for name, _ in children]
        faults.extend(f"{path}/{name}: twice" for name in set(names) if names.count(name) > 1)
        count = 0
        for name, child in children:
            if name not in members:
                faults.append(f"{path}/{name}: not in the model")
            else:
                count += walk_xml(child, members[name], f"{path}/{name}", faults)
        return count
    if kind == "list":
        item = shape.member.serialization.get("name", "member")
        faults.extend(f"{path}/{name}: not {item}" for name, _ in children if name != item)
        return sum(walk_xml(child, shape.member, f"{path}[]", faults) for _, child in children)
    if children:
        faults.append(f"{path}: a {kind} with members")
    return leaf(element.text, shape, path, faults)


def walk_tree(value, shape, path, faults):
    """The same for JSON and CBOR."""
    kind = shape.type_name
    if kind == "structure":
        members = {wire_name(name, member): member for name, member in shape.members.items()}
        if not isinstance(value, dict):
            faults.append(f"{path}: no structure")
            return 0
        faults.extend(f"{path}/{name}: not in the model" for name in value if name not in members)
        return sum(walk_tree(item, members[name], f"{path}/{name}", faults) for name, item in value.items() if name in members)
    if kind == "list":
        if not isinstance(value, list):
            faults.append(f"{path}: no list")
            return 0
        return sum(walk_tree(item, shape.member, f"{path}[]", faults) for item in value)
    if kind == "map":
        return sum(walk_tree(item, shape.value, f"{path}{{}}", faults) for item in value.values())
    good = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "timestamp": (int, float, datetime.datetime)}.get(kind, object)
    if not isinstance(value, good):
        faults.append(f"{path}: {value!r} is no {kind}")
    enum = getattr(shape, "enum", None)
    if enum and value not in enum:
        faults.append(f"{path}: '{value}' is not in the model's enumeration")
    return 1


def count_parsed(value):
    if isinstance(value, dict):
        return sum(count_parsed(item) for name, item in value.items() if name != "ResponseMetadata")
    if isinstance(value, list):
        return sum(count_parsed(item) for item in value)
    return 1


def check(made, operation, parsed):
    """Whether the answer has only what the model has, and botocore found all of it."""
    faults = []
    model = made.meta.service_model.operation_model(operation)
    protocol = getattr(made.meta.service_model, "resolved_protocol", made.meta.service_model.metadata["protocol"])
    shape = model.output_shape
    body = ANSWER["body"]
    if protocol in ("ec2", "query"):
        root = ElementTree.fromstring(body)
        if root.tag.split("}")[-1] != operation + "Response":
            faults.append(f"{root.tag}: not {operation}Response")
        outer = {"requestId", "ResponseMetadata"}
        inner = root
        if protocol == "query" and shape is not None:
            wrapper = shape.serialization.get("resultWrapper")
            inner = next((child for child in root if child.tag.split("}")[-1] == wrapper), None)
            if inner is None:
                faults.append(f"no {wrapper}")
                inner = ElementTree.Element("none")
        values = ElementTree.Element("values")
        values.extend([child for child in inner if child.tag.split("}")[-1] not in outer])
        if shape is None:
            # The API reference has this member where the model has no answer at all.
            faults.extend(f"{child.tag}: not in the model" for child in values if child.tag.split("}")[-1] != "return")
            count = 0
        else:
            count = walk_xml(values, shape, operation, faults)
    else:
        if protocol == "smithy-rpc-v2-cbor":
            parser = botocore.parsers.BaseCBORParser()
            tree = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
        else:
            tree = json.loads(body)
        count = walk_tree(tree, shape, operation, faults)
    found = count_parsed(parsed)
    if found != count:
        faults.append(f"{operation}: {count} values were sent, {found} were found")
    return protocol, faults


def call(request):
    made = client(request["service"], request["endpoint"], request.get("protocol"), tuple(request["keys"]))
    operation = request["operation"]
    method = next((name for name, wire in made.meta.method_to_api_mapping.items() if wire == operation), None)
    if method is None:
        return {"unknown": True}
    try:
        parsed = getattr(made, method)(**request.get("parameters", {}))
    except ClientError as error:
        metadata = error.response.get("ResponseMetadata", {})
        return {"code": error.response["Error"].get("Code"), "message": error.response["Error"].get("Message"), "status": metadata.get("HTTPStatusCode")}
    protocol, faults = check(made, operation, parsed)
    parsed.pop("ResponseMetadata", None)
    return {"result": plain(parsed), "protocol": protocol, "faults": faults, "size": len(ANSWER["body"])}


def command(arguments, environment):
    """The aws command with these arguments, within this process: it is the same code, without the start of an interpreter each time."""
    os.environ.update(environment)
    # A driver keeps the keys that it found first.
    driver = DRIVERS.get(environment["AWS_ACCESS_KEY_ID"]) or DRIVERS.setdefault(environment["AWS_ACCESS_KEY_ID"], create_clidriver())
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
    return {"exit": code, "output": output.getvalue(), "errors": errors.getvalue()}


print(json.dumps({"version": VERSION}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = command(asked["aws"], asked["environment"]) if "aws" in asked else call(asked)
    except Exception as error:  # The test says what is wrong with it.
        answer = {"failed": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    print(json.dumps(answer), flush=True)
