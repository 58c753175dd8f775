import services.dispatch.app  # noqa: F401  (loads the tables of every room)
from libs.common.migrate import run
from services.dispatch.tables import Base

run(Base.metadata)
