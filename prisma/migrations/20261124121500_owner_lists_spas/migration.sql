-- Maintenance goes from spa to spa (wrapping keys anew): the role that owns the tables may see
-- which there are. Their other rows stay closed to it until it names one, as to everybody.
CREATE POLICY by_owner ON tenants FOR SELECT TO CURRENT_USER USING (true);
