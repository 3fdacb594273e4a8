-- The dossier as last filed, for the desk of everyone but its holder: a draft has no row here, and edits made after a submission and never
-- sent are not in it. Written by the freezing of a version, in the same transaction; nothing else writes it, so it is never stale.
CREATE TABLE "application_search" (
    "application_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "requested_cents" BIGINT NOT NULL,
    "axes" TEXT[],
    "vector" tsvector NOT NULL,

    CONSTRAINT "application_search_pkey" PRIMARY KEY ("application_id")
);
ALTER TABLE "application_search" ADD CONSTRAINT "application_search_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "application_search_vector_idx" ON "application_search" USING GIN ("vector");

-- The words of the titles, holders and places filed: what a misspelt word is compared with. A few thousand words, where comparing with every
-- dossier took seconds at 100 000 of them.
CREATE TABLE "search_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "search_word_pkey" PRIMARY KEY ("word")
);
CREATE INDEX "search_word_word_idx" ON "search_word" USING GIN ("word" gin_trgm_ops);

-- What a search reads of a dossier: the title first, then the holder and the place, the public, the summary.
CREATE FUNCTION application_vector(title text, holder text, content jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('french', fr_unaccent(coalesce(title, ''))), 'A')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(holder, '') || ' ' || coalesce(content->>'place', ''))), 'B')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(content->>'targetPublic', ''))), 'C')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(content->>'summary', ''))), 'D')
$$;
CREATE FUNCTION application_label(title text, holder text, content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(fr_unaccent(concat_ws(' ', title, holder, content->>'place')))
$$;

CREATE FUNCTION file_in_search(the_application uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE the_label text;
BEGIN
  INSERT INTO application_search (application_id, title, requested_cents, axes, vector)
  SELECT v.application_id, f.title,
         (SELECT coalesce(sum((y->>'cents')::bigint), 0) FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v.content->'requestedYears') = 'array' THEN v.content->'requestedYears' ELSE '[]' END) y),
         ARRAY(SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(v.content->'axes') = 'array' THEN v.content->'axes' ELSE '[]' END)),
         application_vector(f.title, o.name, v.content)
  FROM application_version v
  JOIN application a ON a.id = v.application_id
  JOIN organisation o ON o.id = a.organisation_id
  CROSS JOIN LATERAL (SELECT coalesce(v.content->>'title', a.title) AS title) f
  WHERE v.application_id = the_application
  ORDER BY v.number DESC LIMIT 1
  ON CONFLICT (application_id) DO UPDATE SET title = EXCLUDED.title, requested_cents = EXCLUDED.requested_cents, axes = EXCLUDED.axes,
    vector = EXCLUDED.vector;
  SELECT application_label(s.title, o.name, v.content) INTO the_label
  FROM application_search s JOIN application a ON a.id = s.application_id JOIN organisation o ON o.id = a.organisation_id
  JOIN application_version v ON v.application_id = a.id WHERE a.id = the_application ORDER BY v.number DESC LIMIT 1;
  -- New words alone, in order: two filings that bring the same ones wait for each other, never both ways.
  INSERT INTO search_word (word)
  SELECT DISTINCT w FROM regexp_split_to_table(the_label, '[^a-z]+') w
  WHERE length(w) BETWEEN 4 AND 40 AND NOT EXISTS (SELECT FROM search_word k WHERE k.word = w)
  ORDER BY w ON CONFLICT DO NOTHING;
END
$$;
CREATE FUNCTION file_version_in_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM file_in_search(NEW.application_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER filed_in_search AFTER INSERT ON "application_version" FOR EACH ROW EXECUTE FUNCTION file_version_in_search();
CREATE FUNCTION rename_in_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM file_in_search(a.id) FROM application a WHERE a.organisation_id = NEW.id AND a.submitted_version > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER renamed_in_search AFTER UPDATE OF name ON "organisation" FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION rename_in_search();

-- The words that a misspelt text may have meant, as a query: each of its first eight words becomes any of the five known words nearest to
-- it; a word that resembles none is left out. NULL when nothing is left. The words are of letters alone: nothing of the text is parsed.
CREATE FUNCTION resembling(sought text) RETURNS tsquery LANGUAGE sql STABLE AS $$
  SELECT to_tsquery('french', string_agg(format('(%s)', near.alternatives), ' & '))
  FROM (SELECT w FROM regexp_split_to_table(lower(fr_unaccent(sought)), '[^a-z]+') WITH ORDINALITY t(w, n)
        WHERE length(w) BETWEEN 4 AND 40 ORDER BY n LIMIT 8) asked
  CROSS JOIN LATERAL (SELECT string_agg(k.word, ' | ') AS alternatives FROM (
    SELECT word FROM search_word WHERE word % asked.w ORDER BY similarity(word, asked.w) DESC, word LIMIT 5) k) near
  WHERE near.alternatives IS NOT NULL
$$;

-- Dossiers filed before this migration.
SELECT file_in_search(id) FROM application WHERE submitted_version > 0;

-- Filters that a person keeps under a name. Taken away, not deleted.
CREATE TABLE "desk_filter" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "desk_filter_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "desk_filter_person_id_id_idx" ON "desk_filter"("person_id", "id");
ALTER TABLE "desk_filter" ADD CONSTRAINT "desk_filter_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE UNIQUE INDEX desk_filter_name ON "desk_filter" (person_id, lower(name)) WHERE removed_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON "application_search", "desk_filter" TO cofund_app;
GRANT SELECT, INSERT ON "search_word" TO cofund_app;

-- Searches and counts of a region start from its dossiers: from this index alone, without reading thirteen thousand rows for two columns.
CREATE INDEX application_filed ON "application" (department, id, state) WHERE submitted_version > 0;
