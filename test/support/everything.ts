/** A PostgreSQL schema with one of nearly everything, as SQL. */
export const EVERYTHING = `
DO $$BEGIN CREATE ROLE someone; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$;
DO $$BEGIN CREATE ROLE another; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$;
CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE pair AS (one integer, two text);
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE SEQUENCE ticket INCREMENT 5;
CREATE TABLE guest (id serial PRIMARY KEY, name varchar(40) NOT NULL, mail email, colour color DEFAULT 'red', size numeric(10,2) DEFAULT 1.5,
  code text COLLATE "C", double integer GENERATED ALWAYS AS (1 + 2) STORED, at timestamptz DEFAULT now(), tags text[]);
CREATE TABLE room (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number integer, floor integer, note text,
  CONSTRAINT room_number UNIQUE (number), CONSTRAINT room_floor CHECK (floor > 0));
CREATE TABLE booking (id bigserial, guest integer, room integer, days span, state text, price integer,
  CONSTRAINT booking_pk PRIMARY KEY (id), CONSTRAINT booking_guest FOREIGN KEY (guest) REFERENCES guest (id) ON DELETE CASCADE,
  CONSTRAINT booking_room FOREIGN KEY (room) REFERENCES room (id) DEFERRABLE, CONSTRAINT booking_days EXCLUDE USING gist (days WITH &&));
CREATE INDEX booking_state ON booking (state) WHERE price > 0;
CREATE INDEX guest_name ON guest (lower(name), code DESC) INCLUDE (size);
CREATE TABLE log (at date, text text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE log_2 (at date, text text);
CREATE TABLE parent (a integer); CREATE TABLE child (b integer) INHERITS (parent);
CREATE VIEW guests AS SELECT id, name FROM guest WHERE code IS NOT NULL;
CREATE MATERIALIZED VIEW prices AS SELECT room, sum(price) AS price FROM booking GROUP BY room;
CREATE UNIQUE INDEX prices_room ON prices (room);
CREATE FUNCTION twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * value';
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER stamped BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;
CREATE EVENT TRIGGER watched ON sql_drop EXECUTE FUNCTION watch();
CREATE RULE no_delete AS ON DELETE TO room DO INSTEAD NOTHING;
ALTER TABLE guest ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON guest FOR SELECT TO PUBLIC USING (name = CURRENT_USER);
GRANT SELECT ON guest TO someone; GRANT UPDATE (note) ON room TO someone;
CREATE STATISTICS booking_stats ON guest, room FROM booking;
CREATE SCHEMA other; CREATE TABLE other.thing (a integer, colour public.color DEFAULT 'red');
COMMENT ON TABLE guest IS 'who stays'; COMMENT ON COLUMN guest.name IS 'as in the passport'; COMMENT ON VIEW guests IS 'some';
CREATE TEXT SEARCH CONFIGURATION english2 (COPY = english);
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
CREATE COLLATION plain_c (LOCALE = 'C');
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper OPTIONS (host 'a');
CREATE FOREIGN TABLE far_table (a integer) SERVER far;
CREATE PUBLICATION news FOR TABLE room;
`;
