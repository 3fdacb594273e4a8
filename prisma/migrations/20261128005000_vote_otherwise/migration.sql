-- How the members of a committee vote: ballots changed until the closing, secret ballots, shows of hands, ranks, reasoned opinions.

-- 1. How an item is voted, and the reserves put to the vote with it.
ALTER TABLE "agenda_item" ADD COLUMN "ballot_mode" TEXT NOT NULL DEFAULT 'PUBLIC';
ALTER TABLE "agenda_item" ADD COLUMN "reserves" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "ballot" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "ballot" DROP CONSTRAINT "ballot_pkey", ADD CONSTRAINT "ballot_pkey" PRIMARY KEY ("item_id", "member_id", "revision");

ALTER TABLE "agenda_item" ADD CONSTRAINT item_ballot_mode CHECK (ballot_mode IN ('PUBLIC', 'SECRET', 'SHOW_OF_HANDS'));
ALTER TABLE "agenda_item" DROP CONSTRAINT item_state;
-- TIED: a secret ballot is closed on a tie and waits for the president's declared vote.
ALTER TABLE "agenda_item" ADD CONSTRAINT item_state CHECK (state IN ('PENDING', 'OPEN', 'TIED', 'DECIDED', 'DEFERRED'));
ALTER TABLE "agenda_item" ADD CONSTRAINT item_tied CHECK (state <> 'TIED' OR (ballot_mode = 'SECRET' AND result IS NULL AND (tally ->> 'tie')::boolean));
ALTER TABLE "ballot" DROP CONSTRAINT ballot_choice;
ALTER TABLE "ballot" ADD CONSTRAINT ballot_choice CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN', 'BLANK'));
ALTER TABLE "ballot" ADD CONSTRAINT ballot_revision CHECK (revision > 0);

-- CreateTable
CREATE TABLE "secret_voter" (
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "cast_by_id" UUID NOT NULL,

    CONSTRAINT "secret_voter_pkey" PRIMARY KEY ("item_id","member_id","cast_by_id")
);

-- CreateTable
-- Unlogged: the tie between a member and a choice never enters the write-ahead log, a replica or a base backup. After a crash the box is
-- empty, the register is not, and the closing asks those members to vote again.
CREATE UNLOGGED TABLE "sealed_ballot" (
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "cast_by_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "sealed_ballot_pkey" PRIMARY KEY ("item_id","member_id")
);

-- CreateTable
CREATE TABLE "secret_ballot" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "choice" TEXT NOT NULL,

    CONSTRAINT "secret_ballot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "show_of_hands" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "for" INTEGER NOT NULL,
    "against" INTEGER NOT NULL,
    "abstain" INTEGER NOT NULL,
    "blank" INTEGER NOT NULL,
    "entitled" INTEGER NOT NULL,
    "president_choice" TEXT,
    "adopted" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "show_of_hands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "show_of_hands_item" (
    "hands_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "years" JSONB,

    CONSTRAINT "show_of_hands_item_pkey" PRIMARY KEY ("hands_id","item_id")
);

-- CreateTable
CREATE TABLE "separate_vote_request" (
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "separate_vote_request_pkey" PRIMARY KEY ("item_id","member_id")
);

-- CreateTable
CREATE TABLE "committee_opinion" (
    "item_id" UUID NOT NULL,
    "reasons" TEXT NOT NULL,
    "reserves" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "committee_opinion_pkey" PRIMARY KEY ("item_id")
);

-- CreateTable
CREATE TABLE "committee_ranking" (
    "session_id" UUID NOT NULL,
    "hands_id" UUID,
    "adopted_at" TIMESTAMPTZ(3) NOT NULL,
    "adopted_by" UUID NOT NULL,

    CONSTRAINT "committee_ranking_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "committee_rank" (
    "session_id" UUID NOT NULL,
    "rank" INTEGER NOT NULL,
    "item_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,

    CONSTRAINT "committee_rank_pkey" PRIMARY KEY ("session_id","rank")
);

-- CreateIndex
CREATE INDEX "secret_ballot_item_id_idx" ON "secret_ballot"("item_id");
-- CreateIndex
CREATE INDEX "show_of_hands_session_id_idx" ON "show_of_hands"("session_id");
-- CreateIndex
CREATE INDEX "show_of_hands_item_item_id_idx" ON "show_of_hands_item"("item_id");
-- CreateIndex
CREATE UNIQUE INDEX "committee_ranking_hands_id_key" ON "committee_ranking"("hands_id");
-- CreateIndex
CREATE UNIQUE INDEX "committee_rank_item_id_key" ON "committee_rank"("item_id");
-- CreateIndex
CREATE INDEX "committee_rank_application_id_idx" ON "committee_rank"("application_id");

-- AddForeignKey
ALTER TABLE "secret_voter" ADD CONSTRAINT "secret_voter_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "sealed_ballot" ADD CONSTRAINT "sealed_ballot_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "secret_ballot" ADD CONSTRAINT "secret_ballot_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "show_of_hands" ADD CONSTRAINT "show_of_hands_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "show_of_hands_item" ADD CONSTRAINT "show_of_hands_item_hands_id_fkey" FOREIGN KEY ("hands_id") REFERENCES "show_of_hands"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "show_of_hands_item" ADD CONSTRAINT "show_of_hands_item_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "separate_vote_request" ADD CONSTRAINT "separate_vote_request_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_opinion" ADD CONSTRAINT "committee_opinion_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_ranking" ADD CONSTRAINT "committee_ranking_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_ranking" ADD CONSTRAINT "committee_ranking_hands_id_fkey" FOREIGN KEY ("hands_id") REFERENCES "show_of_hands"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_rank" ADD CONSTRAINT "committee_rank_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_ranking"("session_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_rank" ADD CONSTRAINT "committee_rank_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "committee_rank" ADD CONSTRAINT "committee_rank_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "secret_ballot" ADD CONSTRAINT secret_ballot_choice CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN', 'BLANK'));
ALTER TABLE "show_of_hands" ADD CONSTRAINT hands_subject CHECK (subject IN ('OPINION', 'AMOUNTS', 'BLOCK', 'RANKING'));
ALTER TABLE "show_of_hands" ADD CONSTRAINT hands_counted CHECK ("for" >= 0 AND against >= 0 AND abstain >= 0 AND blank >= 0 AND "for" + against + abstain + blank BETWEEN 1 AND entitled);
ALTER TABLE "show_of_hands" ADD CONSTRAINT hands_president_choice CHECK (president_choice IN ('FOR', 'AGAINST', 'ABSTAIN', 'BLANK'));
ALTER TABLE "committee_opinion" ADD CONSTRAINT opinion_reasons CHECK (btrim(reasons) <> '');
ALTER TABLE "committee_rank" ADD CONSTRAINT rank_from_one CHECK (rank > 0);

-- 2. What is written once. The box alone may be emptied, and is.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['secret_voter', 'secret_ballot', 'show_of_hands', 'show_of_hands_item', 'separate_vote_request', 'committee_opinion', 'committee_ranking', 'committee_rank'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sealed_ballot" TO cofund_app;

-- 3. One counting ballot per member: the last revision.
CREATE VIEW "counting_ballot" AS
  SELECT DISTINCT ON (item_id, member_id) item_id, member_id, revision, choice, cast_by_id, cast_at
  FROM ballot ORDER BY item_id, member_id, revision DESC;
GRANT SELECT ON "counting_ballot" TO cofund_app;

-- 4. A ballot, open or sealed, needs an item open for that kind of vote in an open session, a member and a caster who are not recused nor
-- known to have an interest, and a mandate when they are two. The item is held against a closing at the same moment.
CREATE FUNCTION check_voter(the_item uuid, the_member uuid, the_caster uuid, the_mode text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
  SELECT i.state, i.session_id, i.application_id, i.ballot_mode, s.state AS session INTO held
  FROM agenda_item i JOIN committee_session s ON s.id = i.session_id WHERE i.id = the_item FOR SHARE OF i;
  IF held.state IS DISTINCT FROM 'OPEN' OR held.session <> 'OPEN' THEN
    RAISE EXCEPTION 'ballot_item_open: item % is not open for votes', the_item USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_item_open';
  END IF;
  IF held.ballot_mode <> the_mode THEN
    RAISE EXCEPTION 'ballot_mode: item % is voted otherwise', the_item USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_mode';
  END IF;
  IF EXISTS (SELECT FROM recusal WHERE item_id = the_item AND member_id IN (the_member, the_caster))
     OR EXISTS (SELECT FROM interest x JOIN committee_member m ON m.person_id = x.person_id
                WHERE x.application_id = held.application_id AND m.id IN (the_member, the_caster)) THEN
    RAISE EXCEPTION 'ballot_not_recused: a recused member takes no part in item %', the_item USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_not_recused';
  END IF;
  IF the_caster <> the_member AND NOT EXISTS (
    SELECT FROM proxy p WHERE p.session_id = held.session_id AND p.giver_id = the_member AND p.holder_id = the_caster) THEN
    RAISE EXCEPTION 'ballot_mandate: no mandate from this member' USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_mandate';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION check_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counting record;
BEGIN
  PERFORM check_voter(NEW.item_id, NEW.member_id, NEW.cast_by_id, 'PUBLIC');
  SELECT revision, cast_by_id INTO counting FROM counting_ballot WHERE item_id = NEW.item_id AND member_id = NEW.member_id;
  IF NEW.revision <> coalesce(counting.revision, 0) + 1 THEN
    RAISE EXCEPTION 'ballot_in_order: revision % of the ballot is not the next one', NEW.revision USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_in_order';
  END IF;
  IF NEW.cast_by_id <> NEW.member_id AND counting.cast_by_id = NEW.member_id THEN
    RAISE EXCEPTION 'ballot_in_person: a mandate does not replace a ballot cast in person' USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_in_person';
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION check_secret_voter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_voter(NEW.item_id, NEW.member_id, NEW.cast_by_id, 'SECRET');
  IF NEW.cast_by_id <> NEW.member_id AND EXISTS (
    SELECT FROM secret_voter v WHERE v.item_id = NEW.item_id AND v.member_id = NEW.member_id AND v.cast_by_id = NEW.member_id) THEN
    RAISE EXCEPTION 'ballot_in_person: a mandate does not replace a ballot cast in person' USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_in_person';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER voter_is_lawful BEFORE INSERT ON "secret_voter" FOR EACH ROW EXECUTE FUNCTION check_secret_voter();

-- Each ballot in the box belongs to a voter of the register, and is put there while the item is open.
CREATE FUNCTION check_sealed_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_voter(NEW.item_id, NEW.member_id, NEW.cast_by_id, 'SECRET');
  IF NOT EXISTS (SELECT FROM secret_voter v WHERE v.item_id = NEW.item_id AND v.member_id = NEW.member_id AND v.cast_by_id = NEW.cast_by_id) THEN
    RAISE EXCEPTION 'sealed_registered: no voter signed for this ballot' USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_registered';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sealed_is_lawful BEFORE INSERT OR UPDATE ON "sealed_ballot" FOR EACH ROW EXECUTE FUNCTION check_sealed_ballot();

-- Anonymous ballots appear while the item is still open, in the closing's own transaction, and never outnumber the voters.
CREATE FUNCTION check_secret_ballots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT item_id FROM added) a JOIN agenda_item i ON i.id = a.item_id
    WHERE i.state <> 'OPEN' OR i.ballot_mode <> 'SECRET'
       OR (SELECT count(*) FROM secret_ballot b WHERE b.item_id = i.id) > (SELECT count(DISTINCT v.member_id) FROM secret_voter v WHERE v.item_id = i.id)) THEN
    RAISE EXCEPTION 'secret_ballots_registered: more ballots than voters, or the item is not at the secret vote' USING ERRCODE = 'check_violation', CONSTRAINT = 'secret_ballots_registered';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER secret_ballots_are_lawful AFTER INSERT ON "secret_ballot" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_secret_ballots();

-- 5. When the vote ends, whatever ends it, nothing ties a member to a choice any more.
CREATE FUNCTION check_box_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sealed_ballot WHERE item_id = NEW.id) THEN
    RAISE EXCEPTION 'box_emptied: sealed ballots of item % are left', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'box_emptied';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER box_is_empty BEFORE UPDATE ON "agenda_item" FOR EACH ROW WHEN (OLD.state = 'OPEN' AND NEW.state <> 'OPEN')
  EXECUTE FUNCTION check_box_is_empty();
CREATE FUNCTION check_boxes_are_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sealed_ballot b JOIN agenda_item i ON i.id = b.item_id WHERE i.session_id = NEW.id) THEN
    RAISE EXCEPTION 'box_emptied: sealed ballots of session % are left', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'box_emptied';
  END IF;
  RETURN NEW;
END
$$;
CREATE CONSTRAINT TRIGGER boxes_are_empty AFTER UPDATE ON "committee_session" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state NOT IN ('DRAFT', 'CONVENED', 'OPEN', 'SUSPENDED')) EXECUTE FUNCTION check_boxes_are_empty();

-- 6. The way an item is voted does not change while it is voted, and a tied item keeps its count.
CREATE FUNCTION refuse_other_vote_on_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'PENDING' AND (NEW.ballot_mode <> OLD.ballot_mode OR NEW.reserves <> OLD.reserves OR NEW.proposal IS DISTINCT FROM OLD.proposal
      OR NEW.proposed_years IS DISTINCT FROM OLD.proposed_years) THEN
    RAISE EXCEPTION 'item_vote_fixed: what item % is voted on, and how, is fixed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'item_vote_fixed';
  END IF;
  IF OLD.state = 'TIED' AND (NEW.state <> 'DECIDED' OR (NEW.tally - '{adopted,castingVote,result}'::text[]) <> (OLD.tally - '{adopted,castingVote,result}'::text[])) THEN
    RAISE EXCEPTION 'item_vote_fixed: the count of item % is closed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'item_vote_fixed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER item_vote_is_fixed BEFORE UPDATE ON "agenda_item" FOR EACH ROW WHEN (OLD.state <> 'DECIDED') EXECUTE FUNCTION refuse_other_vote_on_item();

-- 7. A rank belongs to a dossier of the session on which the committee gave a favourable opinion, with or without reserves.
CREATE FUNCTION check_committee_rank() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM agenda_item i WHERE i.id = NEW.item_id AND i.session_id = NEW.session_id AND i.application_id = NEW.application_id
                   AND i.state = 'DECIDED' AND i.result IN ('FAVOURABLE', 'WITH_RESERVES')) THEN
    RAISE EXCEPTION 'rank_of_favourable: only a dossier favoured in this session is ranked' USING ERRCODE = 'check_violation', CONSTRAINT = 'rank_of_favourable';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER rank_is_lawful BEFORE INSERT ON "committee_rank" FOR EACH ROW EXECUTE FUNCTION check_committee_rank();

-- 8. An opinion is given on a decided item; one with reserves says which, another has none.
CREATE FUNCTION check_committee_opinion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM agenda_item i WHERE i.id = NEW.item_id AND i.state = 'DECIDED'
                   AND (i.result = 'WITH_RESERVES') = (jsonb_array_length(NEW.reserves) > 0)) THEN
    RAISE EXCEPTION 'opinion_of_decided: the item is not decided, or its reserves are not those of its result' USING ERRCODE = 'check_violation', CONSTRAINT = 'opinion_of_decided';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER opinion_is_lawful BEFORE INSERT ON "committee_opinion" FOR EACH ROW EXECUTE FUNCTION check_committee_opinion();
