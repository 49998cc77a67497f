-- AlterTable
ALTER TABLE "hosts" ADD COLUMN     "one_machine" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "node_keys" ADD COLUMN     "superseded_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "host_conflicts" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL DEFAULT 'enrolled',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "address" TEXT NOT NULL DEFAULT '',
    "other_address" TEXT NOT NULL DEFAULT '',
    "other_seen_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "moved_keys" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "host_conflicts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "host_conflicts_host_id_idx" ON "host_conflicts"("host_id");

-- CreateIndex
CREATE INDEX "host_conflicts_other_id_idx" ON "host_conflicts"("other_id");

-- CreateIndex
CREATE INDEX "host_conflicts_state_created_at_idx" ON "host_conflicts"("state", "created_at");

-- CreateIndex
CREATE INDEX "hosts_identity_conflict_idx" ON "hosts"("identity_conflict");

-- A rival that was deleted is nobody's rival.
UPDATE "hosts" h SET "identity_conflict" = NULL
 WHERE "identity_conflict" IS NOT NULL
   AND NOT EXISTS (SELECT FROM "hosts" o WHERE o."id" = h."identity_conflict");

INSERT INTO "host_conflicts" ("host_id", "other_id", "created_at")
SELECT "id", "identity_conflict", "enrolled_at" FROM "hosts" WHERE "identity_conflict" IS NOT NULL;

UPDATE "node_keys" SET "superseded_at" = now() WHERE "valid_until" IS NOT NULL;

-- AddForeignKey
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_identity_conflict_fkey" FOREIGN KEY ("identity_conflict") REFERENCES "hosts"("id") ON DELETE SET NULL ON UPDATE CASCADE;
