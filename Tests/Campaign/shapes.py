"""What an answer must look like, whatever was asked."""

import json

# What a request may make the server say, among the statuses of its own trouble: a coding or a version of HTTP that it
# does not have.
ALLOWED_TROUBLE = {501, 505}
UPLOADS = {"deepen-tools/uploadDatasetArchive", "deepen-tools/uploadDatasetArchiveByPost"}


def texts(value):
    return isinstance(value, list) and value and all(isinstance(item, str) for item in value)


def is_deepva(error):
    return isinstance(error.get("message"), str) and set(error) <= {"message", "errors"} and all(
        texts(value) for value in error.get("errors", {}).values())


def is_studio(error):
    return set(error) == {"message", "status"} and all(isinstance(value, str) for value in error.values())


def is_deepen(error):
    if set(error) == {"detail"}:
        return isinstance(error["detail"], str)
    return len(error) == 1 and all(texts(value) for value in error.values())


def is_bucket(error):
    """The resumable uploads of Deepen AI go to a storage with errors of its own."""
    inner = error.get("error")
    return isinstance(inner, dict) and isinstance(inner.get("code"), int) and isinstance(inner.get("message"), str)


def is_control(error):
    inner = error.get("error")
    return isinstance(inner, dict) and isinstance(inner.get("code"), str) and isinstance(inner.get("message"), str)


# What the parser answers to bytes that are no request head has the shape of the control plane: they belong to no platform.
SHAPES = {
    "deepva": is_deepva, "deepopinion": is_studio, "deepen-calibrate": is_deepen, "control": is_control,
    "deepen-tools": lambda error: is_deepen(error) or is_bucket(error),
}


def complaint(response):
    """What is wrong with a response; None if nothing is."""
    status = response.status
    operation = response.header("x-deepmock-operation")
    if status == 503 and operation in UPLOADS:
        # So the storage says that a piece is not the next one.
        return None
    if status >= 500 and status not in ALLOWED_TROUBLE:
        return f"status {status}: {response.body[:300]!r}"
    if status < 400 or not response.body:
        return None
    media = response.header("content-type") or ""
    if not media.startswith("application/json"):
        return f"an error of the media type {media!r}"
    try:
        error = json.loads(response.body)
    except ValueError:
        return f"an error that is no JSON: {response.body[:300]!r}"
    if not isinstance(error, dict):
        return f"an error that is no object: {response.body[:300]!r}"
    if operation:
        platform = operation.split("/")[0]
        if not SHAPES[platform](error):
            return f"an error of {operation} in another shape: {response.body[:300]!r}"
    elif not any(shape(error) for shape in SHAPES.values()):
        return f"an error in no platform's shape: {response.body[:300]!r}"
    return None
