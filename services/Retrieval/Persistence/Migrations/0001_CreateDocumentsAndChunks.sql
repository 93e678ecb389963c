CREATE TABLE knowledge_bases (
    tenant_id text NOT NULL,
    knowledge_base text NOT NULL,
    -- Raised under the row's lock by every change a search can see, so versions become visible in order and without gaps.
    index_version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, knowledge_base)
);

CREATE TABLE documents (
    tenant_id text NOT NULL,
    knowledge_base text NOT NULL,
    document_id text NOT NULL,
    media_type text NOT NULL,
    given_title text NOT NULL,
    uri text NOT NULL,
    content text NOT NULL,
    -- SHA-256 over everything that the caller gave; empty once removed.
    fingerprint bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    -- 1 pending, 2 indexed, 3 failed (as in the contract), 4 removed.
    state smallint NOT NULL DEFAULT 1,
    failure text NOT NULL DEFAULT '',
    -- What the chunks were made from; 0 when there are none.
    indexed_version bigint NOT NULL DEFAULT 0,
    indexed_title text NOT NULL DEFAULT '',
    embedding_model text NOT NULL DEFAULT '',
    chunk_count integer NOT NULL DEFAULT 0,
    token_count bigint NOT NULL DEFAULT 0,
    -- The knowledge base's version in which it last changed for a search; 0 while never indexed.
    index_version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, knowledge_base, document_id),
    FOREIGN KEY (tenant_id, knowledge_base) REFERENCES knowledge_bases
);

CREATE INDEX documents_by_change ON documents (tenant_id, knowledge_base, index_version);
CREATE INDEX documents_pending ON documents (updated_at) WHERE state = 1;

CREATE TABLE chunks (
    tenant_id text NOT NULL,
    knowledge_base text NOT NULL,
    document_id text NOT NULL,
    ordinal integer NOT NULL,
    section text NOT NULL,
    body text NOT NULL,
    token_count integer NOT NULL,
    -- Unit-length embedding; null when indexed by words alone.
    embedding real[],
    PRIMARY KEY (tenant_id, knowledge_base, document_id, ordinal),
    FOREIGN KEY (tenant_id, knowledge_base, document_id) REFERENCES documents
);
