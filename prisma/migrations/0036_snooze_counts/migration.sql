-- AlterTable
ALTER TABLE "need_snoozes" ADD COLUMN     "count" INTEGER NOT NULL DEFAULT 0;
