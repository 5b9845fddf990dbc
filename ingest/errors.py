"""The errors a user can cause, one small family. Messages are Chinese: they are shown as they are."""


class HuiceError(Exception):
    """Anything that stops the work and that a user can mend; `code` names it for programs."""

    code = "error"


class SourceError(HuiceError):
    """A source file cannot be read as a policy document."""

    code = "bad_source"


class QuestionError(HuiceError):
    """A question, query or its settings cannot be understood."""

    code = "bad_question"


class ProfileError(HuiceError):
    """A profile is broken or names something unknown."""

    code = "bad_profile"


class HomeError(HuiceError):
    """The home folder is missing, not ours, busy, damaged or of another model."""

    code = "bad_home"


class NotFoundError(HuiceError):
    """A document or clause that is asked for by id is not in the knowledge base."""

    code = "not_found"
