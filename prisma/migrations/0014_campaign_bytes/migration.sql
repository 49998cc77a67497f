-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "bytes" BIGINT NOT NULL DEFAULT 0;
