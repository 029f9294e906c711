//! Policy fields: the first slice, over both doors.

use serde_json::json;

use crate::harness::on_both;

#[test]
fn an_empty_list_is_a_page_over_both_doors() {
    on_both("an_empty_list_is_a_page_over_both_doors", async |app| {
        let nobody = app.nobody();
        let page = nobody.get("/v1/competences?count=true").await.ok(200);
        assert_eq!(
            page,
            json!({"items": [], "pageInfo": {"endCursor": null, "hasNextPage": false}, "totalCount": 0, "totalCountIsExact": true})
        );
        let data = nobody.graphql("{ competences { totalCount nodes { code } } }", json!({})).await.data();
        assert_eq!(data, json!({"competences": {"totalCount": 0, "nodes": []}}));
    });
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    on_both("what_is_not_known_is_refused_by_name", async |app| {
        let nobody = app.nobody();
        let answer = nobody.get("/v1/competences?colour=red").await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "UNKNOWN_FIELD"), "{:#}", answer.body);
        assert_eq!(answer.body["errors"][0]["pointer"], "?colour");
        let answer = nobody.post("/v1/competences", json!({"code": "x", "labels": [], "colour": 1})).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{:#}", answer.body);
        let answer = nobody.post("/v1/competences", json!({"code": "x", "labels": []})).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{:#}", answer.body);
    });
}
