"""Why a file is refused as a whole: nothing of it was taken (IN-14)."""

from libs.common.web.problems import Invalid, NotFound, Refusal


class ImportNotFound(NotFound):
    code = "import_not_found"
    zh = "没有这次导入。"
    en = "There is no such import."


class Stalled(Refusal):
    status = 400
    code = "upload_stalled"
    zh = "等待文件内容超过 {seconds} 秒；请重新上传。"
    en = "Nothing more of the file came for {seconds} seconds; please upload it again."


class NoFile(Invalid):
    code = "file_missing"
    zh = "请以 multipart/form-data 的 file 字段上传文件。"
    en = "Send the file as the part `file` of multipart/form-data."


class EmptyFile(Invalid):
    code = "file_empty"
    zh = "文件是空的。"
    en = "The file is empty."


class HeaderOnly(Invalid):
    code = "file_without_rows"
    zh = "文件只有表头，没有数据行。"
    en = "The file has a header and no rows."


class NulInHeader(Invalid):
    code = "header_nul"
    zh = "表头（列名）含有 NUL 字符；请重新导出后再上传。"
    en = "The header, which names the columns, holds the NUL character; please export it again."


class Truncated(Invalid):
    code = "file_truncated"
    zh = "文件不完整，在第 {row} 行中断；请重新导出后再上传。"
    en = "The file breaks off in row {row}; please export it again."


class NotText(Invalid):
    code = "file_not_text"
    zh = "文件不是 CSV、XLSX 或 NDJSON。"
    en = "The file is neither CSV, XLSX nor NDJSON."


class UnknownEncoding(Invalid):
    code = "file_encoding"
    zh = "第 {row} 行附近的文字编码无法识别；请另存为 UTF-8。"
    en = "The text's encoding can't be read near row {row}; please save it as UTF-8."


class OldExcel(Invalid):
    code = "file_xls"
    zh = "这是旧版 Excel（.xls）文件；请另存为 .xlsx 或 CSV。"
    en = "This is a file of old Excel (.xls); please save it as .xlsx or CSV."


class Encrypted(Invalid):
    code = "file_encrypted"
    zh = "文件有密码保护；请去掉密码后再上传。"
    en = "The file is protected by a password; please take it off first."


class NotAWorkbook(Invalid):
    code = "file_not_a_workbook"
    zh = "文件不是完整的 XLSX 工作簿。"
    en = "The file is not a whole XLSX workbook."


class UnsafeWorkbook(Invalid):
    code = "file_unsafe"
    zh = "工作簿含有不允许的 XML 声明（DTD 或实体）。"
    en = "The workbook holds XML declarations (DTD or entities) that are not allowed."


class TooLargeInside(Invalid):
    code = "file_expands"
    zh = "工作簿解压后超过 {limit} 字节；请另存为 CSV。"
    en = "The workbook unpacks to more than {limit} bytes; please save it as CSV."


class TooManyRows(Invalid):
    code = "too_many_rows"
    zh = "文件超过 {limit} 行，请拆分。"
    en = "The file has more than {limit} rows; please split it."


class TooManyColumns(Invalid):
    code = "too_many_columns"
    zh = "第 {row} 行超过 {limit} 列。"
    en = "Row {row} has more than {limit} columns."


class CellTooLong(Invalid):
    code = "cell_too_long"
    zh = "第 {row} 行有单元格（或整行）超过 {limit} 个字符。"
    en = "Row {row} has a cell, or is a line, of more than {limit} characters."


class DuplicateColumn(Invalid):
    code = "duplicate_column"
    zh = "表头中有重复或同义的列：{names}。"
    en = "The header has a column twice, or two that mean the same: {names}."


class UnknownColumns(Invalid):
    code = "unknown_columns"
    zh = "表头中没有认识的列。可用的列：{known}。"
    en = "The header has no column that is known. Known are: {known}."


class MissingColumns(Invalid):
    code = "missing_columns"
    zh = "缺少必需的列：{names}。"
    en = "Columns are missing: {names}."


class NotThisState(Refusal):
    code = "import_state"
    zh = "导入处于“{status}”状态，不能这样做。"
    en = "The import is {status}; this can't be done to it now."


class AlreadyVisible(Refusal):
    code = "import_visible"
    zh = "已有 {imported} 行可见，不能撤销；请继续导入。"
    en = "{imported} rows are visible already, so it can't be undone; resume it."
