-- Queries of early warnings; records/queries.py reads them by name.

-- main_customers --
-- The largest customer of each enterprise by net sales of the year that ended on a day, its share, and its last invoice up to another day.
WITH sold AS (
    SELECT enterprise_id, counterparty_id, max(counterparty_name) AS name,
        sum(net_minor) FILTER (WHERE issued_on <= %(year_end)s) AS net, max(issued_on) AS last_on
    FROM invoice
    WHERE side = 'sale' AND NOT is_void AND issued_on > %(year_end)s - 365 AND issued_on <= %(on)s AND enterprise_id = ANY(%(enterprises)s)
    GROUP BY enterprise_id, counterparty_id
), ranked AS (
    SELECT sold.*, sum(net) OVER (PARTITION BY enterprise_id) AS total,
        row_number() OVER (PARTITION BY enterprise_id ORDER BY net DESC NULLS LAST, counterparty_id) AS place
    FROM sold
)
SELECT enterprise_id, name, net::numeric / total, last_on FROM ranked WHERE place = 1 AND net > 0 AND total > 0;
