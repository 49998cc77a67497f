-- AlterTable
ALTER TABLE "pack_runs" ADD COLUMN     "hosts_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "skipped" JSONB NOT NULL DEFAULT '[]',
ALTER COLUMN "selected" DROP NOT NULL;

-- AlterTable
ALTER TABLE "result_lines" ADD COLUMN     "campaign_id" INTEGER;

-- Partial, so that the lines of packs pay nothing for it.
CREATE INDEX "result_lines_campaign_id_idx" ON "result_lines"("campaign_id", "id")
  WHERE "campaign_id" IS NOT NULL;
