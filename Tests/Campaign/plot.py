"""Curves over time as SVG, one under the other."""

WIDTH, HEIGHT, LEFT, TOP, GAP = 900, 180, 70, 40, 70


def plot(path, seconds, curves):
    """Writes a file with one chart for each (title, [(second, value)])."""
    height = TOP + len(curves) * (HEIGHT + GAP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 30}" height="{height}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>']
    for number, (title, points) in enumerate(curves):
        parts.append(chart(TOP + number * (HEIGHT + GAP), seconds, title, points))
    parts.append("</svg>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))


def chart(top, seconds, title, points):
    most = nice(max([value for _, value in points], default=1))
    x = lambda at: LEFT + at / seconds * WIDTH
    y = lambda value: top + HEIGHT - value / most * HEIGHT
    parts = [f'<text x="{LEFT}" y="{top - 10}" font-weight="bold">{title}</text>',
             # The quarters that the rule compares.
             f'<rect x="{x(seconds / 4):.1f}" y="{top}" width="{WIDTH / 4}" height="{HEIGHT}" fill="#eef4fb"/>',
             f'<rect x="{x(seconds * 3 / 4):.1f}" y="{top}" width="{WIDTH / 4}" height="{HEIGHT}" fill="#eef4fb"/>']
    for step in range(5):
        value = most * step / 4
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    for step in range(5):
        at = seconds * step / 4
        parts.append(f'<text x="{x(at):.1f}" y="{top + HEIGHT + 18}" text-anchor="middle">{at:g} s</text>')
    line = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in points if at <= seconds)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f6fb2" stroke-width="1.5"/>')
    return "\n".join(parts)


def nice(value):
    """The next larger number of the form 1, 2 or 5 times a power of ten."""
    scale = 1.0
    while scale * 10 <= value:
        scale *= 10
    while scale > value and scale > 1e-6:
        scale /= 10
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= value)
