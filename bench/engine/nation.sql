CREATE TABLE role_score AS
SELECT school, item.node, role, avg(mean) AS score
FROM ({union}) AS long JOIN item ON item.code = long.item
GROUP BY ALL;
CREATE TABLE leaf AS
SELECT school, node, 7 * avg(score) AS score FROM role_score GROUP BY ALL;
CREATE TABLE indicator AS
SELECT school, parent AS node, avg(score) AS score
FROM leaf JOIN node ON node.code = leaf.node GROUP BY ALL;
CREATE TABLE standard AS
SELECT school, parent AS node, avg(score) AS score
FROM indicator JOIN node ON node.code = indicator.node GROUP BY ALL;
CREATE TABLE score AS
SELECT *, floor(score * 100 + 0.5 + 1e-6) / 100 AS shown FROM (
    FROM leaf UNION ALL FROM indicator UNION ALL FROM standard
    UNION ALL SELECT school, '*', avg(score) FROM standard GROUP BY ALL
);
CREATE TABLE regions AS
SELECT tier, region, node, count(*) AS counted, avg(score) AS mean,
    quantile_cont(score, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles,
    count(*) FILTER (shown <= 2.04) AS level_1,
    count(*) FILTER (shown > 2.04 AND shown <= 3.7) AS level_2,
    count(*) FILTER (shown > 3.7 AND shown <= 5.06) AS level_3,
    count(*) FILTER (shown > 5.06 AND shown <= 6.66) AS level_4,
    count(*) FILTER (shown > 6.66) AS level_5
FROM ({groups}) GROUP BY ALL
