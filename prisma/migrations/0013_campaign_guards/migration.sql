-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "judged_errors" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "judged_seq" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "paced" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "rows_capped" BOOLEAN NOT NULL DEFAULT false;

-- The few hosts that are asked first, found without reading the many.
CREATE INDEX "campaign_hosts_canary" ON "campaign_hosts"("campaign_id") WHERE "canary";
