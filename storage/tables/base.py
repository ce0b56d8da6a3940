"""What all tables share: their register, the names of their indexes, their numbers."""

from sqlalchemy import Column, MetaData

from ..database.columns import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def number() -> Column[int]:
    """The key of a table whose rows are numbered."""
    return Column("id", Id, primary_key=True, autoincrement=True)
