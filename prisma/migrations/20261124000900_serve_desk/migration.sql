-- The dossier as last filed, for the desk of everyone but its holder: a draft has no row here, and edits made after a submission and never
-- sent are not in it. Written by the freezing of a version, in the same transaction; nothing else writes it, so it is never stale.
CREATE TABLE "application_search" (
    "application_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "requested_cents" BIGINT NOT NULL,
    "axes" TEXT[],
    "label" TEXT NOT NULL,
    "vector" tsvector NOT NULL,

    CONSTRAINT "application_search_pkey" PRIMARY KEY ("application_id")
);
ALTER TABLE "application_search" ADD CONSTRAINT "application_search_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "application_search_vector_idx" ON "application_search" USING GIN ("vector");
CREATE INDEX "application_search_label_idx" ON "application_search" USING GIN ("label" gin_trgm_ops);

-- What a search reads of a dossier: the title first, then the holder and the place, the public, the summary.
CREATE FUNCTION application_vector(title text, holder text, content jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('french', fr_unaccent(coalesce(title, ''))), 'A')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(holder, '') || ' ' || coalesce(content->>'place', ''))), 'B')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(content->>'targetPublic', ''))), 'C')
      || setweight(to_tsvector('french', fr_unaccent(coalesce(content->>'summary', ''))), 'D')
$$;
-- What a misspelt word is compared with.
CREATE FUNCTION application_label(title text, holder text, content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(fr_unaccent(concat_ws(' ', title, holder, content->>'place')))
$$;

CREATE FUNCTION file_in_search(the_application uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO application_search (application_id, title, requested_cents, axes, label, vector)
  SELECT v.application_id, f.title,
         (SELECT coalesce(sum((y->>'cents')::bigint), 0) FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v.content->'requestedYears') = 'array' THEN v.content->'requestedYears' ELSE '[]' END) y),
         ARRAY(SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(v.content->'axes') = 'array' THEN v.content->'axes' ELSE '[]' END)),
         application_label(f.title, o.name, v.content), application_vector(f.title, o.name, v.content)
  FROM application_version v
  JOIN application a ON a.id = v.application_id
  JOIN organisation o ON o.id = a.organisation_id
  CROSS JOIN LATERAL (SELECT coalesce(v.content->>'title', a.title) AS title) f
  WHERE v.application_id = the_application
  ORDER BY v.number DESC LIMIT 1
  ON CONFLICT (application_id) DO UPDATE SET title = EXCLUDED.title, requested_cents = EXCLUDED.requested_cents, axes = EXCLUDED.axes,
    label = EXCLUDED.label, vector = EXCLUDED.vector
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

-- Dossiers whose title, holder or place resembles a misspelt text, best first. In a function, because the operator that the trigram index
-- serves takes its threshold from a setting, and 0.6, its default, misses one wrong letter in a short word. The library must be loaded
-- for its setting to be known.
SELECT similarity('a', 'b');
CREATE FUNCTION similar_applications(sought text, in_departments text[], most integer) RETURNS TABLE (application_id uuid, score real)
LANGUAGE sql STABLE ROWS 100 SET pg_trgm.word_similarity_threshold = 0.4 AS $$
  SELECT s.application_id, word_similarity(sought, s.label) FROM application_search s JOIN application a ON a.id = s.application_id
  WHERE sought <% s.label AND (in_departments IS NULL OR a.department = ANY(in_departments))
  ORDER BY 2 DESC, 1 LIMIT most
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
