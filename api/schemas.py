"""What comes in over HTTP, checked by pydantic; answers go out as the records they are."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.profile import parse_profile
from ingest.records import Profile


class AskRequest(BaseModel):
    """A question with the asker's profile and the day it is asked for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "想把厂房加一层，要补交土地款吗？",
                    "profile": {"region": "湖北省黄石市", "qualifications": ["省级专精特新"]},
                    "as_of": "2026-01-01",
                }
            ]
        },
    )

    question: str = Field(description="问题，1 到 2000 个字")
    profile: dict[str, object] | None = Field(
        default=None,
        description="企业画像：name, region, qualifications, industry, size, needs, metrics，都可省略",
    )
    as_of: date | None = Field(default=None, description="按哪一天的有效性回答，默认今天")
    region: str | None = Field(default=None, description="提问所在地区，画像里没有地区时用它")

    def to_profile(self) -> Profile:
        """Return the checked profile; raise ProfileError."""
        return parse_profile(self.profile)


class Health(BaseModel):
    """How large the opened knowledge base is."""

    status: str
    documents: int
    clauses: int


class ErrorDetail(BaseModel):
    """A code for programs and a Chinese sentence for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """The body of every error."""

    error: ErrorDetail
