"""How the upload and the file of errors are described, which their routes read and write by themselves."""

from typing import Any, get_args

from libs.common.web.exports.formats import WRITERS
from services.intake.imports.columns import Kind

_TEXT = {"type": "string"}
_FILE = {"type": "string", "format": "binary"}
UPLOAD: dict[str, Any] = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file", "kind"],
                        "properties": {
                            "kind": {"type": "string", "enum": list(get_args(Kind))},
                            "check_only": {
                                "type": "string",
                                "enum": ["true", "false"],
                                "description": "stop after checking; `resume` makes the valid rows visible",
                            },
                            "file": {**_FILE, "description": "CSV, XLSX or NDJSON"},
                        },
                        "additionalProperties": {
                            **_TEXT,
                            "description": "by our column: what counts where a row's cell is empty",
                        },
                    }
                }
            },
        }
    }
}
ERRORS: dict[str, Any] = {
    "responses": {
        200: {"content": {name: {"schema": _FILE} for name in WRITERS}, "description": "a row a fault"}
    }
}
