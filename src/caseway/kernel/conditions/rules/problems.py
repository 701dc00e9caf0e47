"""What is wrong with a condition, in words that can be translated."""


def gettext_noop(message: str) -> str:
    """Mark a message for translation; whoever shows it translates it (this half knows no Django)."""
    return message


class ConditionError(ValueError):
    """A condition that cannot be used: where (`path`, such as `all[0].value`) and what to do.

    `template` and `values` are for showing it translated; `str()` is the English sentence with its place.
    """

    def __init__(self, template: str, path: str, **values: object) -> None:
        self.template, self.path, self.values = template, path, values
        super().__init__(f"{path}: {self.message}" if path else self.message)

    @property
    def message(self) -> str:
        return self.template % self.values if self.values else self.template
