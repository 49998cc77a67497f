-- AlterTable
ALTER TABLE "enroll_secrets" ADD COLUMN     "author_id" INTEGER,
ADD COLUMN     "refused" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "refused_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "enrolment_refusals" (
    "id" SERIAL NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "address" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "enroll_secret_id" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 1,
    "hostname" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "enrolment_refusals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_option_revisions" (
    "id" SERIAL NOT NULL,
    "team_id" INTEGER,
    "number" INTEGER NOT NULL,
    "author_id" INTEGER,
    "note" TEXT NOT NULL DEFAULT '',
    "summary" TEXT NOT NULL DEFAULT '',
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_option_revisions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "enrolment_refusals_at_idx" ON "enrolment_refusals"("at");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_refusals_minute_address_reason_enroll_secret_id_key" ON "enrolment_refusals"("minute", "address", "reason", "enroll_secret_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_option_revisions_team_id_number_key" ON "agent_option_revisions"("team_id", "number");

-- CreateIndex
CREATE INDEX "hosts_last_enrolled_at_idx" ON "hosts"("last_enrolled_at");

-- CreateIndex
CREATE INDEX "node_keys_enroll_secret_id_idx" ON "node_keys"("enroll_secret_id");

-- AddForeignKey
ALTER TABLE "enroll_secrets" ADD CONSTRAINT "enroll_secrets_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_option_revisions" ADD CONSTRAINT "agent_option_revisions_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_option_revisions" ADD CONSTRAINT "agent_option_revisions_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Of the organisation's own revisions, whose team is null and so never equal.
CREATE UNIQUE INDEX "agent_option_revisions_number" ON "agent_option_revisions"("number") WHERE "team_id" IS NULL;

-- What was set before there were revisions is the first of them.
INSERT INTO "agent_option_revisions" ("team_id", "number", "content", "note")
  SELECT NULL, 1, "agent_options", 'as it was before revisions were kept' FROM "settings"
   WHERE "id" = 1 AND "agent_options" <> '{}'
  UNION ALL
  SELECT "id", 1, "agent_options", 'as it was before revisions were kept' FROM "teams"
   WHERE "agent_options" <> '{}';
