"""format=flowed (RFC 3676) made into paragraphs again."""


def unflow(text: str, *, deletes_space: bool = False) -> str:
    """Joins the lines that end in a soft break, each quote depth for itself; a signature's dashes stay alone."""
    paragraphs: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        is_signature = content == "-- "
        if open_depth == depth and not is_signature:
            paragraphs[-1] += content
        else:
            paragraphs.append(f"{'>' * depth} {content}" if depth else content)
        open_depth = -1
        if content.endswith(" ") and not is_signature:
            open_depth = depth
            paragraphs[-1] = paragraphs[-1][:-1] if deletes_space else paragraphs[-1]
    return "\n".join(paragraphs)
