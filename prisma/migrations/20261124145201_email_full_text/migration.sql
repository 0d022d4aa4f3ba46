-- AlterTable
ALTER TABLE "email_details" ADD COLUMN     "full_text" TEXT,
ADD COLUMN     "safe_html" TEXT;
