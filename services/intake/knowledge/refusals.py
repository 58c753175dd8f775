"""What can stand in an article's way."""

from libs.common.web.problems import FieldError, Invalid, NotFound, Refusal


class ArticleNotFound(NotFound):
    code = "article_not_found"
    zh = "没有这条知识。"
    en = "There is no such article."


class UnknownArticle(Invalid):
    code = "unknown_article"
    zh = "没有这条已发布的知识。"
    en = "There is no such published article."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/article_id", self.code, self.en)])


class UnknownContact(Invalid):
    code = "unknown_contact"
    zh = "没有这条来访登记。"
    en = "There is no such contact."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/contact_id", self.code, self.en)])


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    zh = "没有待发布的草稿。"
    en = "There is no draft: change the article first."


class NotInReview(Refusal):
    code = "not_in_review"
    zh = "草稿未提交审核。"
    en = "The draft has not been submitted for review."


class OwnArticle(Refusal):
    code = "own_article"
    zh = "作者本人不能发布，须由他人审核。"
    en = "Who wrote an article can't publish it: another person reviews it."


class TranslationMissing(Refusal):
    code = "translation_missing"
    zh = "发布前须有中文和英文的标题与正文。"
    en = "Title and text are needed in zh and en before it is published."


class ArticleNotPublished(Refusal):
    code = "article_not_published"
    zh = "该知识未发布，不能用于答复。"
    en = "The article is not published: nobody can answer from it."


class NoReport(Refusal):
    code = "no_report"
    zh = "该服务单还没有服务报告，无法起草知识。"
    en = "The ticket has no report yet to draft an article from."
