-- AlterTable
ALTER TABLE "pack_revisions" ADD COLUMN     "summary" TEXT NOT NULL DEFAULT '';
