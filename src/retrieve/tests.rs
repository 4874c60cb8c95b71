//! Fusion depends on scores and nothing else; named ids are read as their leaves.

use proptest::prelude::*;

use super::*;
use crate::store::{ChunkId, DocumentId};

fn chunk(n: usize) -> ChunkId {
    ChunkId::of(&DocumentId::parse(&format!("doc_{n:032x}")).unwrap(), 0)
}

fn list() -> impl Strategy<Value = Vec<Scored>> {
    prop::collection::btree_map(0_usize..30, 0.0_f32..20.0, 0..20).prop_map(|scores| {
        let mut list: Vec<Scored> = scores.into_iter().map(|(n, score)| (chunk(n), score)).collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list
    })
}

proptest! {
    #[test]
    fn a_weighted_sum_does_not_depend_on_the_order_of_its_lists(text in list(), vector in list(), seed in any::<u64>()) {
        let how = Fusion::WeightedSum { text: 0.5 };
        let mut turned = text.clone();
        turned.rotate_left(usize::try_from(seed % 7).unwrap().min(text.len()));
        prop_assert_eq!(fuse(&text, &vector, how), fuse(&turned, &vector, how));
        prop_assert_eq!(fuse(&text, &vector, how), fuse(&vector, &text, how), "equal weights are symmetric");
    }

    #[test]
    fn fusion_keeps_every_chunk_once_and_sorts(text in list(), vector in list(), rank in any::<bool>()) {
        let how = if rank { Fusion::ReciprocalRank { k: 60.0 } } else { Fusion::WeightedSum { text: 0.5 } };
        let fused = fuse(&text, &vector, how);
        let mut all: Vec<ChunkId> = text.iter().chain(&vector).map(|(id, _)| id.clone()).collect();
        all.sort();
        all.dedup();
        let mut got: Vec<ChunkId> = fused.iter().map(|(id, _)| id.clone()).collect();
        got.sort();
        prop_assert_eq!(got, all);
        prop_assert!(fused.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    }
}

#[test]
fn a_clause_is_named_by_its_leaves_and_an_old_control_by_its_heirs() {
    let ids = |text: &str| named(text).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(ids("What does clause 9.2 ask?"), ["9.2.1", "9.2.2"]);
    assert_eq!(ids("Where is A.12.6.1 now?"), ["A.8.8"]);
    assert_eq!(ids("A.5.1 and A.5.1 again"), ["A.5.1"]);
}
