-- AlterTable
ALTER TABLE "host_schedules" ADD COLUMN     "agent_start" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "folded_start" BIGINT NOT NULL DEFAULT 0;
