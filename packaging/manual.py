"""The manual page and the shell completions, from what the binary says of its own command line."""

import gzip
import json
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

SHELLS = {
    "bash": "share/bash-completion/completions/deepmock",
    "zsh": "share/zsh/site-functions/_deepmock",
    "fish": "share/fish/vendor_completions.d/deepmock.fish",
}


def completions(binary: Path) -> dict[str, bytes]:
    """The completions of each shell, by their places below a prefix such as /usr."""
    texts = {
        place: subprocess.check_output([binary, "--generate-completion-script", shell])
        for shell, place in SHELLS.items()
    }
    # They are read, not run; zsh wants its own first line.
    bash = texts[SHELLS["bash"]]
    if bash.startswith(b"#!"):
        texts[SHELLS["bash"]] = bash.split(b"\n", 1)[1]
    return texts


def page(binary: Path, version: str, epoch: int) -> bytes:
    """deepmock(1) in mdoc(7), compressed."""
    tree = json.loads(subprocess.check_output([binary, "--experimental-dump-help"]))["command"]
    date = datetime.fromtimestamp(epoch, timezone.utc)
    lines = [
        f".Dd {date:%B} {date.day}, {date.year}",
        ".Dt DEEPMOCK 1",
        f".Os deepmock {version}",
        ".Sh NAME",
        ".Nm deepmock",
        f".Nd {_line(tree['abstract'].rstrip('.').removeprefix('A '))}",
        ".Sh SYNOPSIS",
        ".Nm",
        ".Ar command",
        ".Op Ar options",
        ".Sh DESCRIPTION",
        *_text(tree["discussion"]),
        ".Sh COMMANDS",
    ]
    for command in tree["subcommands"]:
        lines += _command(command, [])
    lines += [
        ".Sh ENVIRONMENT",
        "Every option of",
        ".Ic serve",
        "is also a variable, such as",
        ".Ev DEEPMOCK_MAX_TENANTS",
        "for",
        ".Fl -max-tenants .",
        "The option takes precedence.",
        ".Sh EXIT STATUS",
        ".Bl -tag -width 3n",
        ".It 0",
        "The command did what it was asked for.",
        ".It 1",
        "It could not, and says why on standard error.",
        ".It 64",
        "The command line is wrong.",
        ".El",
    ]
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)


def _command(command: dict, above: list[str]) -> list[str]:
    names = [*above, command["commandName"]]
    if command["commandName"] == "help":
        return []
    lines = [f".Ss {' '.join(names)}", *_text(command.get("abstract", ""))]
    if command.get("discussion"):
        lines += [".Pp", *_text(command["discussion"])]
    arguments = [a for a in command.get("arguments", []) if a["shouldDisplay"] and a["valueName"] != "help"]
    if arguments:
        lines.append(".Bl -tag -width Ds")
        for argument in arguments:
            lines += [f".It {_argument(argument)}", *_text(argument.get("abstract", ""))]
        lines.append(".El")
    for subcommand in command.get("subcommands", []):
        lines += _command(subcommand, names)
    return lines


def _argument(argument: dict) -> str:
    value = _line(argument["valueName"])
    if argument["kind"] == "positional":
        return f"Ar {value}"
    name = argument["preferredName"]
    flag = f"Fl {'-' if name['kind'] == 'long' else ''}{name['name']}"
    return flag if argument["kind"] == "flag" else f"{flag} Ar {value}"


def _text(text: str) -> list[str]:
    """Paragraphs of text; indented lines are shown as they are."""
    lines: list[str] = []
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        if lines:
            lines.append(".Pp")
        if part.startswith(" "):
            lines.pop()
            lines += [".Bd -literal -offset indent", *(_line(line.strip()) for line in part.split("\n")), ".Ed"]
        else:
            sentences = re.sub(r"\s+", " ", part.strip())
            lines += [_line(line) for line in re.sub(r"(?<=[\w)])[.] (?=[A-Z])", ".\n", sentences).split("\n")]
    return lines


def _line(text: str) -> str:
    """Text in which roff finds no commands."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped
