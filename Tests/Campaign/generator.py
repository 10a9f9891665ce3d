"""Requests as the contracts describe them: for every operation one that is likely to succeed."""

import json
import re
import urllib.parse
import urllib.request

PLATFORMS = ("deepva", "deepopinion", "deepen-tools", "deepen-calibrate", "control")
CREDENTIALS = {
    "deepva": "Key demo-key", "deepopinion": "Bearer default:me", "deepen-tools": "Bearer demo-token",
    "deepen-calibrate": "Bearer demo-token",
}
# What would make everything after it meaningless: planned faults answer whatever they were told to.
LEFT_OUT = {"createFault", "streamEvents", "holdTenant", "sinkGet", "sinkPost", "sinkPut", "sinkPatch", "sinkDelete"}
EDGE = "campaign-edge"


class Template:
    """A request that can be changed before it is written."""

    def __init__(self, name, method, path, captures, query, headers, kind, body):
        self.name, self.method, self.path, self.captures, self.query = name, method, path, captures, query
        self.headers, self.kind, self.body = headers, kind, body

    @property
    def platform(self):
        return self.name.split("/")[0]

    def copy(self, known=None):
        """A request that can be changed, with its path filled in.

        `known(name)` may give the id of a record that is there for a capture of this name.
        """
        path = self.path
        for name, value in self.captures.items():
            value = (known and known(name)) or value
            path = path.replace("{" + name + "}", urllib.parse.quote(as_text(value), safe=""))
        return Template(
            self.name, self.method, path, {}, list(self.query), list(self.headers), self.kind,
            json.loads(json.dumps(self.body)) if self.kind in ("json", "form", "multipart") else self.body)

    def target(self):
        query = urllib.parse.urlencode([(name, as_text(value)) for name, value in self.query])
        return self.path + ("?" + query if query else "")

    def content(self):
        """The body's bytes and its media type."""
        if self.kind is None:
            return None, None
        if self.kind == "json":
            return json.dumps(self.body, ensure_ascii=False).encode("utf-8", "surrogatepass"), "application/json"
        if self.kind == "form":
            pairs = self.body.items() if isinstance(self.body, dict) else [("value", self.body)]
            return (urllib.parse.urlencode([(as_text(name), as_text(value)) for name, value in pairs]).encode(),
                    "application/x-www-form-urlencoded")
        if self.kind == "multipart":
            return multipart(self.body), f"multipart/form-data; boundary={EDGE}"
        return self.body, "application/octet-stream"


def as_text(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def multipart(fields):
    parts = []
    items = fields.items() if isinstance(fields, dict) else [("file", fields)]
    for name, value in items:
        head = f'Content-Disposition: form-data; name="{as_text(name)}"'
        if isinstance(value, dict) and set(value) == {"$file"}:
            head += f'; filename="{as_text(value["$file"])}"\r\nContent-Type: application/octet-stream'
            value = "id,text\r\n1,one\r\n2,two\r\n"
        parts.append(f"--{EDGE}\r\n{head}\r\n\r\n{as_text(value)}\r\n")
    return ("".join(parts) + f"--{EDGE}--\r\n").encode()


class Contract:
    def __init__(self, platform, document):
        self.platform, self.document = platform, document

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for step in node["$ref"].lstrip("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def sample(self, schema, depth=0):
        """A value that a schema accepts, most of the time."""
        schema = self.resolve(schema)
        for word in ("example", "const", "default"):
            if word in schema:
                return schema[word]
        if schema.get("examples"):
            return schema["examples"][0]
        if schema.get("enum"):
            return schema["enum"][0]
        for word in ("oneOf", "anyOf"):
            if schema.get(word):
                return self.sample(schema[word][0], depth + 1)
        if "allOf" in schema:
            merged = {}
            for part in schema["allOf"]:
                value = self.sample(part, depth + 1)
                if isinstance(value, dict):
                    merged.update(value)
            return merged
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object" or "properties" in schema:
            if depth > 6:
                return {}
            return {name: self.sample(part, depth + 1) for name, part in schema.get("properties", {}).items()
                    if name in schema.get("required", []) or depth < 2}
        if kind == "array":
            return [self.sample(schema.get("items", {}), depth + 1)] if depth < 6 else []
        if kind in ("integer", "number"):
            return schema.get("minimum", 1)
        if kind == "boolean":
            return True
        if schema.get("format") == "uuid":
            return "01234567-89ab-4cde-8f01-23456789abcd"
        if schema.get("format") == "binary":
            return {"$file": "table.csv"}
        if schema.get("format") in ("date-time", "instant"):
            return "2026-01-01T00:00:00Z"
        return "a" * max(1, schema.get("minLength", 1))

    def left_out(self):
        """What the operations look like that are left out, since a changed method or path may lead to them, too."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict) and operation.get("operationId") in LEFT_OUT:
                    pattern = re.sub(r"\\{.*?\\}", "[^/]*", re.escape(path))
                    yield re.compile(f"{method.upper()} (/t/[^/]*)*{pattern}/?")

    def templates(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method not in ("get", "post", "put", "patch", "delete") or operation["operationId"] in LEFT_OUT:
                    continue
                yield self.template(path, method, operation, item.get("parameters", []))

    def template(self, path, method, operation, shared):
        captures, query, headers = {}, [], []
        if self.platform in CREDENTIALS:
            headers.append(("Authorization", CREDENTIALS[self.platform]))
        for parameter in map(self.resolve, shared + operation.get("parameters", [])):
            value = parameter.get("example", self.sample(parameter.get("schema", {})))
            if parameter["in"] == "path":
                captures[parameter["name"]] = value
            elif parameter["in"] == "query":
                query.append((parameter["name"], value))
            elif parameter["in"] == "header":
                headers.append((parameter["name"], as_text(value)))
        kind, body = None, None
        content = self.resolve(operation.get("requestBody", {})).get("content", {})
        for media, described in content.items():
            examples = described.get("examples", {})
            body = described.get("example")
            if body is None and examples:
                body = self.resolve(next(iter(examples.values()))).get("value")
            if body is None:
                body = self.sample(described.get("schema", {}))
            kind = {"application/json": "json", "application/x-www-form-urlencoded": "form",
                    "multipart/form-data": "multipart"}.get(media, "raw")
            if kind == "raw":
                body = b"PK\x05\x06" + bytes(18)
            break
        return Template(
            f"{self.platform}/{operation['operationId']}", method.upper(), path, captures, query, headers, kind, body)


def contracts(base):
    for platform in PLATFORMS:
        with urllib.request.urlopen(f"{base}/__admin/contracts/{platform}", timeout=30) as answer:
            yield Contract(platform, json.load(answer))
