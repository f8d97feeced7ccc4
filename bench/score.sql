-- Scores of schools and five tiers, all weights 1, as bench/score.py prepares them.
CREATE TABLE role_score AS
SELECT school_id, item.node, role, avg(mean) AS score
FROM ({union}) AS long JOIN item ON item.code = long.item
GROUP BY ALL;
CREATE TABLE leaf AS
SELECT school_id, node, 7 * avg(score) AS score FROM role_score GROUP BY ALL;
CREATE TABLE indicator AS
SELECT school_id, parent AS node, avg(score) AS score
FROM leaf JOIN node ON node.code = leaf.node GROUP BY ALL;
CREATE TABLE standard AS
SELECT school_id, parent AS node, avg(score) AS score
FROM indicator JOIN node ON node.code = indicator.node GROUP BY ALL;
CREATE TABLE score AS
SELECT *, floor(score * 100 + 0.5 + 1e-6) / 100 AS shown FROM (
    FROM leaf UNION ALL FROM indicator UNION ALL FROM standard
    UNION ALL SELECT school_id, '*', avg(score) FROM standard GROUP BY ALL
);
COPY (
    SELECT school_id, score.node, score,
        1 + (shown > 2.04)::INT + (shown > 3.7)::INT + (shown > 5.06)::INT
          + (shown > 6.66)::INT AS level
    FROM score LEFT JOIN node ON node.code = score.node
    ORDER BY school_id, place NULLS FIRST
) TO '{folder}/sql_scores.parquet';
CREATE TABLE place AS
FROM read_csv('{folder}/regions.csv', types = {'school_id': 'VARCHAR'});
CREATE TABLE member AS
SELECT school_id, 'gugus' AS tier, gugus AS region FROM place
UNION ALL SELECT school_id, 'kecamatan', kecamatan FROM place
UNION ALL SELECT school_id, 'district', district FROM place
UNION ALL SELECT school_id, 'province', province FROM place
UNION ALL SELECT school_id, 'nation', '*' FROM place;
COPY (
    SELECT tier, region, node, count(*) AS counted, avg(score) AS mean,
        quantile_cont(score, [0.1, 0.25, 0.5, 0.75, 0.9])[1] AS p10,
        quantile_cont(score, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles,
        count(*) FILTER (shown <= 2.04) AS level_1,
        count(*) FILTER (shown > 2.04 AND shown <= 3.7) AS level_2,
        count(*) FILTER (shown > 3.7 AND shown <= 5.06) AS level_3,
        count(*) FILTER (shown > 5.06 AND shown <= 6.66) AS level_4,
        count(*) FILTER (shown > 6.66) AS level_5
    FROM member JOIN score USING (school_id)
    GROUP BY ALL ORDER BY ALL
) TO '{folder}/sql_regions.parquet';
