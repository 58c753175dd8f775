import services.complaints.app  # noqa: F401  (loads the tables of every room)
from libs.common.migrate import run
from services.complaints.tables import Base

run(Base.metadata)
