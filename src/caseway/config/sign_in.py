"""The sign-in form: allauth's, with the first field ready to be written in."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
