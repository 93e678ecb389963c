-- What a provider charges for a day and a line of its costs report, beside what our calls were settled at. A row for each time it was found
-- otherwise than before; it is written together with the news of what it adds, so whoever writes a revision first says it, once.
CREATE TABLE charge_comparisons (
    endpoint              text COLLATE "C" NOT NULL,
    day                   date        NOT NULL,
    line_item             text COLLATE "C" NOT NULL,
    revision              integer     NOT NULL CHECK (revision >= 1),
    charged_currency      text        NOT NULL,
    charged_nanos         bigint      NOT NULL,
    currency              text        NOT NULL,
    settled_nanos         bigint      NOT NULL,
    unattributed_nanos    bigint      NOT NULL,
    tolerance_nanos       bigint      NOT NULL,
    usage_nanos           bigint      NOT NULL, -- by the book, of usage that is reported and not ours
    explanation           smallint    NOT NULL,
    price_versions        text[]      NOT NULL,
    adjusted_nanos        bigint      NOT NULL, -- by all revisions up to this one
    compared_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (endpoint, day, line_item, revision)
);
