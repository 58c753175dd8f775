"""Pages for people: no JavaScript, one style sheet, zh and en; all that is put into them is escaped."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from libs.common.act import Language


class Pages:
    """The templates of one folder, which get `language` and its `words` of the folder's `words.yaml`.

    `style` is the sheet they include, the only one that may apply; `forms` may post to their own address.
    """

    def __init__(self, folder: Path, *, style: str, headers: Mapping[str, str], forms: bool = False) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._words: dict[str, Any] = yaml.safe_load((folder / "words.yaml").read_text(encoding="utf-8"))
        sheet = sha256(self._templates.get_template(style).render().encode()).digest()
        target = "'self'" if forms else "'none'"
        policy = (
            f"default-src 'none'; style-src 'sha256-{b64encode(sheet).decode()}';"
            f" form-action {target}; base-uri 'none'; frame-ancestors 'none'"
        )
        self._headers = {
            "Vary": "Accept-Language",
            "X-Content-Type-Options": "nosniff",
            **headers,
            "Content-Security-Policy": policy,
        }

    def words(self, language: Language) -> dict[str, Any]:
        """For what is printed from the same words, but not as a page."""
        return dict(self._words[language])

    def show(self, template: str, language: Language, *, status: int = 200, **content: Any) -> Response:
        page = self._templates.get_template(template)
        text = page.render(words=self._words[language], language=language, **content)
        return HTMLResponse(text, status_code=status, headers={**self._headers, "Content-Language": language})
