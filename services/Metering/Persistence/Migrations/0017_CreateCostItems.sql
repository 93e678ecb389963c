-- Costs beside usage: entered once, taken back by a mark, never changed.
CREATE TABLE cost_items (
    item_id     text COLLATE "C" NOT NULL PRIMARY KEY,
    category    text COLLATE "C" NOT NULL,
    description text        NOT NULL,
    tenant_id   text COLLATE "C" NOT NULL,
    cost_nanos  bigint      NOT NULL CHECK (cost_nanos >= 0),
    start_time  timestamptz NOT NULL,
    end_time    timestamptz NOT NULL CHECK (end_time > start_time),
    allocation  smallint    NOT NULL,
    create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
    void_time   timestamptz
);
CREATE INDEX cost_items_time ON cost_items (start_time, end_time) WHERE void_time IS NULL;
