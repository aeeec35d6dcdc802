/** Alembic's comparison of the schema of `check`'s models with a database, as a program: `python3 FILE URL COUNT`. */
export const ALEMBIC = `import sys
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, MetaData, Numeric, String, Table, Text, create_engine, text)
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION

url, count = sys.argv[1], int(sys.argv[2])
engine = create_engine(url)
metadata = MetaData()
lite = url.startswith('sqlite')
for i in range(count):
    parent = [] if i == 0 else [ForeignKey(f't{i // 10}.id', ondelete='SET NULL', onupdate='CASCADE')]
    Table(
        f't{i}', metadata,
        Column('id', Integer, primary_key=True),
        Column('name', String(80), nullable=False),
        Column('code', String(20), nullable=False, unique=True),
        Column('amount', Numeric(12, 2), nullable=False, server_default=text('0')),
        Column('active', Boolean, nullable=False, server_default=text('1' if lite else 'true')),
        Column('status', String(16), nullable=False, server_default='new'),
        Column('parent_id', Integer, *parent),
        Column('note', Text),
        Column('count', Integer),
        Column('price', Float if lite else DOUBLE_PRECISION),
        Column('created_at', DateTime(timezone=True), nullable=False),
        Column('updated_at', DateTime(timezone=True), nullable=False),
        Index(f't{i}_parent', 'parent_id'), Index(f't{i}_status', 'status'),
        Index(f't{i}_created', 'created_at'), Index(f't{i}_name_status', 'name', 'status'),
    )
def ours(name, kind, parent):
    return not (kind == 'table' and name.startswith('windlass_'))
with engine.connect() as connection:
    context = MigrationContext.configure(connection, opts={'compare_type': True, 'compare_server_default': True, 'include_name': ours})
    found = compare_metadata(context, metadata)
print(f'{len(found)} differences')
`;
