-- AlterTable
ALTER TABLE "label_verdicts" ADD COLUMN     "author_id" INTEGER;
