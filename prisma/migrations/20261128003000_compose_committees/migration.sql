-- Composition of the committees: what sits is a seat, who sits is a person for a term, and a substitute is neither (CRPA R133-3, R133-4;
-- CASF D214-3, D214-5). Periods of uuids and codes are kept apart by exclusion constraints.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- 1. A committee covers departments (Corsica: one for both), for a period (a substitute body serves until the committee is installed).
-- `department` is the lead one: the first of the list.
ALTER TABLE "committee" ADD COLUMN "departments" TEXT[];
ALTER TABLE "committee" ADD COLUMN "template" TEXT;
ALTER TABLE "committee" ADD COLUMN "reason" TEXT;
ALTER TABLE "committee" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'IN_OFFICE';
ALTER TABLE "committee" ADD COLUMN "starts_at" TIMESTAMPTZ(3);
ALTER TABLE "committee" ADD COLUMN "ends_at" TIMESTAMPTZ(3);
UPDATE "committee" SET departments = ARRAY[department], starts_at = created_at,
  reason = CASE kind WHEN 'SUBSTITUTE' THEN 'Motif non saisi à la création' END,
  settings = '{"termYears": 6, "membersStayUntilReplaced": false}'::jsonb || settings;
ALTER TABLE "committee" ALTER COLUMN "starts_at" SET NOT NULL;
ALTER TABLE "committee" ADD CONSTRAINT committee_state CHECK (state IN ('IN_OFFICE', 'ENDED'));
ALTER TABLE "committee" ADD CONSTRAINT committee_lead CHECK (coalesce(cardinality(departments), 0) > 0 AND department = departments[1]);
ALTER TABLE "committee" ADD CONSTRAINT committee_departmental CHECK (kind <> 'CDSF' OR cardinality(departments) = 1);
ALTER TABLE "committee" ADD CONSTRAINT committee_reason CHECK (kind <> 'SUBSTITUTE' OR btrim(coalesce(reason, '')) <> '');
ALTER TABLE "committee" ADD CONSTRAINT committee_period CHECK (ends_at >= starts_at AND (state <> 'ENDED' OR ends_at IS NOT NULL));
DROP INDEX "committee_department_kind_key";
CREATE INDEX "committee_department_idx" ON "committee"("department");

-- One body sits for a department at a time, whatever its kind: a substitute body is for where none is installed. Written by the trigger.
CREATE TABLE "committee_territory" (
    "committee_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_territory_pkey" PRIMARY KEY ("committee_id", "department")
);
ALTER TABLE "committee_territory" ADD CONSTRAINT "committee_territory_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- Committees of several kinds may have been recorded for one department: a substitute body gives way, then a departmental committee.
UPDATE "committee" s SET state = 'ENDED', ends_at = greatest(s.starts_at, later.starts_at)
  FROM (SELECT l.id, min(k.starts_at) AS starts_at FROM "committee" l JOIN "committee" k ON k.department = l.department
          AND array_position(ARRAY['SUBSTITUTE', 'CDSF', 'COLLECTIVITE'], k.kind) > array_position(ARRAY['SUBSTITUTE', 'CDSF', 'COLLECTIVITE'], l.kind)
        GROUP BY l.id) AS later
  WHERE later.id = s.id;
INSERT INTO "committee_territory" (committee_id, department, starts_at, ends_at)
  SELECT id, unnest(departments), starts_at, ends_at FROM "committee";
ALTER TABLE "committee_territory" ADD CONSTRAINT committee_one_per_department
  EXCLUDE USING gist (department WITH =, tstzrange(starts_at, ends_at) WITH &&);
CREATE FUNCTION write_committee_territory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO committee_territory (committee_id, department, starts_at, ends_at)
      SELECT NEW.id, unnest(NEW.departments), NEW.starts_at, NEW.ends_at;
  ELSE
    IF (NEW.departments, NEW.department, NEW.kind, NEW.starts_at) IS DISTINCT FROM (OLD.departments, OLD.department, OLD.kind, OLD.starts_at) THEN
      RAISE EXCEPTION 'committee_kept: committee % keeps its kind, its departments and its beginning', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_kept';
    END IF;
    UPDATE committee_territory SET ends_at = NEW.ends_at WHERE committee_id = NEW.id AND ends_at IS DISTINCT FROM NEW.ends_at;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER territory_follows AFTER INSERT OR UPDATE ON "committee" FOR EACH ROW EXECUTE FUNCTION write_committee_territory();

-- 2. Seats. `body` is the service or organisation of a seat held by function, the assembly of an elected one, when the text names it; else
-- it is that of each holder. A `personal` seat was opened with its holder, and closes with them.
CREATE TABLE "committee_seat" (
    "id" UUID NOT NULL,
    "committee_id" UUID NOT NULL,
    "college" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "rank" INTEGER,
    "body" TEXT,
    "rule" TEXT,
    "personal" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_seat_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "committee_seat_committee_id_position_idx" ON "committee_seat"("committee_id", "position");
ALTER TABLE "committee_seat" ADD CONSTRAINT "committee_seat_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_seat" ADD CONSTRAINT seat_kind CHECK (kind IN ('FUNCTION', 'ELECTED', 'QUALIFIED'));
ALTER TABLE "committee_seat" ADD CONSTRAINT seat_role CHECK (role IN ('PRESIDENT', 'VICE_PRESIDENT', 'MEMBER'));
ALTER TABLE "committee_seat" ADD CONSTRAINT seat_rule CHECK (rule IN ('ONE_FOR_ALL_CAFS'));
ALTER TABLE "committee_seat" ADD CONSTRAINT seat_rank CHECK ((role = 'VICE_PRESIDENT') = (rank IS NOT NULL) AND rank BETWEEN 1 AND 9);
ALTER TABLE "committee_seat" ADD CONSTRAINT seat_period CHECK (closed_at >= opened_at);
CREATE UNIQUE INDEX seat_one_president ON "committee_seat" (committee_id) WHERE role = 'PRESIDENT' AND closed_at IS NULL;
CREATE UNIQUE INDEX seat_one_vice_president ON "committee_seat" (committee_id, rank) WHERE role = 'VICE_PRESIDENT' AND closed_at IS NULL;
CREATE UNIQUE INDEX seat_one_for_all_cafs ON "committee_seat" (committee_id) WHERE rule = 'ONE_FOR_ALL_CAFS' AND closed_at IS NULL;

-- 3. Members: a person on a seat for a term. `ends_at` is the end of the term until the member leaves earlier.
ALTER TABLE "committee_member" ADD COLUMN "seat_id" UUID;
ALTER TABLE "committee_member" ADD COLUMN "body" TEXT;
ALTER TABLE "committee_member" ADD COLUMN "population" INTEGER;
ALTER TABLE "committee_member" ADD COLUMN "represents" TEXT[];
ALTER TABLE "committee_member" ADD COLUMN "designation" TEXT;
ALTER TABLE "committee_member" ADD COLUMN "term_ends_at" TIMESTAMPTZ(3);
ALTER TABLE "committee_member" ADD COLUMN "end_reason" TEXT;
-- Those already there get a seat of their own. Nobody said how they were designated: no substitute, but for the president, who sits by function.
INSERT INTO "committee_seat" (id, committee_id, college, title, kind, role, personal, position, opened_at, closed_at)
  SELECT id, committee_id, college, capacity, CASE WHEN president THEN 'FUNCTION' ELSE 'QUALIFIED' END,
         CASE WHEN president THEN 'PRESIDENT' ELSE 'MEMBER' END, true, row_number() OVER (PARTITION BY committee_id ORDER BY id), starts_at, ends_at
  FROM "committee_member";
UPDATE "committee_member" SET seat_id = id;
ALTER TABLE "committee_member" ALTER COLUMN "seat_id" SET NOT NULL;
CREATE INDEX "committee_member_seat_id_idx" ON "committee_member"("seat_id");
ALTER TABLE "committee_member" ADD CONSTRAINT "committee_member_seat_id_fkey" FOREIGN KEY ("seat_id") REFERENCES "committee_seat"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_member" ADD CONSTRAINT member_period CHECK (ends_at >= starts_at AND (term_ends_at IS NULL OR ends_at <= term_ends_at));
ALTER TABLE "committee_member" ADD CONSTRAINT member_term CHECK (term_ends_at > starts_at AND (term_ends_at IS NULL OR ends_at IS NOT NULL));
ALTER TABLE "committee_member" ADD CONSTRAINT member_end_reason CHECK (end_reason IN ('TERM', 'LOSS_OF_CAPACITY', 'RESIGNATION', 'DEATH', 'REPLACED', 'UNSTATED') AND (end_reason IS NULL OR ends_at IS NOT NULL));
ALTER TABLE "committee_member" ADD CONSTRAINT member_population CHECK (population >= 0);
DROP INDEX committee_member_in_office;
DROP INDEX committee_president;
ALTER TABLE "committee_member" ADD CONSTRAINT seat_one_holder EXCLUDE USING gist (seat_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
ALTER TABLE "committee_member" ADD CONSTRAINT person_one_seat EXCLUDE USING gist (committee_id WITH =, person_id WITH =, tstzrange(starts_at, ends_at) WITH &&);

-- Whether the member holds the seat at that moment: the one definition of it. By the committee's rule, a member whose term has run out may
-- stay until a successor is seated. Two functions, so that PostgreSQL inlines the common case.
CREATE FUNCTION committee_member_stays(m "committee_member", at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT m.ends_at = m.term_ends_at AND coalesce(m.end_reason, 'TERM') = 'TERM'
    AND EXISTS (SELECT FROM committee k WHERE k.id = m.committee_id AND (k.settings->>'membersStayUntilReplaced')::boolean)
    AND NOT EXISTS (SELECT FROM committee_member n WHERE n.id <> m.id AND n.starts_at >= m.ends_at AND n.starts_at <= at
                    AND (n.seat_id = m.seat_id OR (n.committee_id = m.committee_id AND n.person_id = m.person_id)))
    AND EXISTS (SELECT FROM committee_seat c WHERE c.id = m.seat_id AND (c.closed_at IS NULL OR c.closed_at > at))
$$;
CREATE FUNCTION committee_member_sits(m "committee_member", at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT m.starts_at <= at AND (m.ends_at IS NULL OR m.ends_at > at OR committee_member_stays(m, at))
$$;

-- A member is told apart from the seat, and never rewritten: only an earlier end, once, with its reason.
CREATE FUNCTION check_committee_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seat committee_seat;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT * INTO seat FROM committee_seat WHERE id = NEW.seat_id FOR SHARE;
    IF seat.committee_id <> NEW.committee_id OR (seat.role = 'PRESIDENT') <> NEW.president OR seat.college <> NEW.college THEN
      RAISE EXCEPTION 'member_fits_seat: the member is not what seat % says', NEW.seat_id USING ERRCODE = 'check_violation', CONSTRAINT = 'member_fits_seat';
    END IF;
    IF seat.closed_at IS NOT NULL THEN
      RAISE EXCEPTION 'seat_closed: seat % is closed', NEW.seat_id USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_closed';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.committee_id, NEW.seat_id, NEW.person_id, NEW.college, NEW.capacity, NEW.president, NEW.starts_at, NEW.body, NEW.population, NEW.represents, NEW.designation, NEW.term_ends_at)
     IS DISTINCT FROM (OLD.id, OLD.committee_id, OLD.seat_id, OLD.person_id, OLD.college, OLD.capacity, OLD.president, OLD.starts_at, OLD.body, OLD.population, OLD.represents, OLD.designation, OLD.term_ends_at)
     OR OLD.end_reason IS NOT NULL OR NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at THEN
    RAISE EXCEPTION 'member_kept: member % is only ended, once and not later than said', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'member_kept';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER member_is_lawful BEFORE INSERT OR UPDATE ON "committee_member" FOR EACH ROW EXECUTE FUNCTION check_committee_member();

-- A seat is only closed, once, when nobody holds it.
CREATE FUNCTION check_committee_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
     OR (to_jsonb(NEW) - 'closed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at') THEN
    RAISE EXCEPTION 'seat_kept: seat % is only closed, once', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_kept';
  END IF;
  IF EXISTS (SELECT FROM committee_member m WHERE m.seat_id = NEW.id AND (m.ends_at IS NULL OR m.ends_at > NEW.closed_at)) THEN
    RAISE EXCEPTION 'seat_held: seat % has a holder', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_held';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER seat_is_kept BEFORE UPDATE ON "committee_seat" FOR EACH ROW EXECUTE FUNCTION check_committee_seat();

-- 4. Substitutes, of a seat (CRPA R133-3): by function, someone of the same service; elected, an elected member of the same assembly only;
-- qualified, nobody.
CREATE TABLE "committee_substitute" (
    "id" UUID NOT NULL,
    "seat_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "capacity" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "elected" BOOLEAN NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_substitute_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "committee_substitute_seat_id_idx" ON "committee_substitute"("seat_id");
CREATE INDEX "committee_substitute_person_id_idx" ON "committee_substitute"("person_id");
ALTER TABLE "committee_substitute" ADD CONSTRAINT "committee_substitute_seat_id_fkey" FOREIGN KEY ("seat_id") REFERENCES "committee_seat"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_substitute" ADD CONSTRAINT "committee_substitute_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_substitute" ADD CONSTRAINT substitute_period CHECK (ends_at >= starts_at);
CREATE UNIQUE INDEX substitute_registered ON "committee_substitute" (seat_id, person_id) WHERE ends_at IS NULL;
CREATE FUNCTION check_committee_substitute() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seat committee_seat;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT * INTO seat FROM committee_seat WHERE id = NEW.seat_id FOR SHARE;
    IF seat.kind = 'QUALIFIED' OR seat.closed_at IS NOT NULL OR (seat.kind = 'ELECTED' AND NOT NEW.elected) OR seat.body <> NEW.body THEN
      RAISE EXCEPTION 'substitute_lawful: seat % may not be substituted so (CRPA R133-3)', NEW.seat_id USING ERRCODE = 'check_violation', CONSTRAINT = 'substitute_lawful';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.ends_at IS NOT NULL OR NEW.ends_at IS NULL OR (to_jsonb(NEW) - 'ends_at') IS DISTINCT FROM (to_jsonb(OLD) - 'ends_at') THEN
    RAISE EXCEPTION 'substitute_kept: substitute % is only ended, once', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'substitute_kept';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER substitute_is_lawful BEFORE INSERT OR UPDATE ON "committee_substitute" FOR EACH ROW EXECUTE FUNCTION check_committee_substitute();

-- 5. The list, as fixed by the president after the opinion of the vice-presidents (CASF D214-5). Insert only.
CREATE TABLE "committee_list_deed" (
    "id" UUID NOT NULL,
    "committee_id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "decided_on" DATE NOT NULL,
    "opinions_on" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "committee_list_deed_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "committee_list_deed_committee_id_id_idx" ON "committee_list_deed"("committee_id", "id");
ALTER TABLE "committee_list_deed" ADD CONSTRAINT "committee_list_deed_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_list_deed" ADD CONSTRAINT "committee_list_deed_recorded_by_fkey" FOREIGN KEY ("recorded_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "committee_list_deed" ADD CONSTRAINT list_opinions_first CHECK (opinions_on <= decided_on);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "committee_list_deed" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "committee_list_deed" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

-- 6. Who came: the member, or a substitute for the member. `person_id` is the one in the room; nobody sits there twice.
ALTER TABLE "attendance" ADD COLUMN "substitute_id" UUID;
ALTER TABLE "attendance" ADD COLUMN "person_id" UUID;
UPDATE "attendance" a SET person_id = m.person_id FROM "committee_member" m WHERE m.id = a.member_id;
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_substitute_id_fkey" FOREIGN KEY ("substitute_id") REFERENCES "committee_substitute"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "attendance" ADD CONSTRAINT attendance_person CHECK (person_id IS NOT NULL);
CREATE UNIQUE INDEX attendance_one_chair ON "attendance" (session_id, person_id) WHERE left_at IS NULL;
CREATE FUNCTION check_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  member committee_member;
  substitute committee_substitute;
  seat committee_seat;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.session_id, NEW.member_id, NEW.arrived_at, NEW.substitute_id, NEW.person_id)
       IS DISTINCT FROM (OLD.session_id, OLD.member_id, OLD.arrived_at, OLD.substitute_id, OLD.person_id) OR OLD.left_at IS NOT NULL THEN
      RAISE EXCEPTION 'attendance_kept: an attendance is only ended, once' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_kept';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO member FROM committee_member WHERE id = NEW.member_id;
  IF NEW.substitute_id IS NULL THEN
    NEW.person_id := member.person_id;
    RETURN NEW;
  END IF;
  SELECT * INTO substitute FROM committee_substitute WHERE id = NEW.substitute_id FOR SHARE;
  SELECT * INTO seat FROM committee_seat WHERE id = member.seat_id;
  IF substitute.seat_id <> member.seat_id OR substitute.ends_at IS NOT NULL OR seat.kind = 'QUALIFIED' OR (seat.kind = 'ELECTED' AND NOT substitute.elected)
     OR substitute.body IS DISTINCT FROM coalesce(member.body, seat.body) THEN
    RAISE EXCEPTION 'attendance_substitute: % may not sit for member %', NEW.substitute_id, NEW.member_id USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_substitute';
  END IF;
  NEW.person_id := substitute.person_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER attendance_is_lawful BEFORE INSERT OR UPDATE ON "attendance" FOR EACH ROW EXECUTE FUNCTION check_attendance();

-- 7. Nothing is deleted; a seat, a member and a substitute are ended.
GRANT SELECT, INSERT ON "committee_territory", "committee_seat", "committee_substitute", "committee_list_deed" TO cofund_app;
GRANT UPDATE ON "committee_territory", "committee_seat", "committee_substitute" TO cofund_app;
