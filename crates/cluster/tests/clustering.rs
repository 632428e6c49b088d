//! The promises of `cluster` on invented recommendations with invented vectors.

use std::collections::{BTreeMap, BTreeSet};

use cluster::{Algorithm, Clustering, Settings, cluster};
use corpus::{Level, Recommendation};
use ndarray::{Array2, Axis};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the invented recommendations ask for, by topic.
const TOPICS: [[&str; 6]; 5] = [
    [
        "harbour cranes",
        "fishing boats",
        "sea walls",
        "ferry landings",
        "coastal lights",
        "port dredging",
    ],
    [
        "village schools",
        "reading primers",
        "teacher training",
        "school meals",
        "class sizes",
        "pupil exchanges",
    ],
    [
        "rain gauges",
        "river dams",
        "flood maps",
        "storm shelters",
        "drainage canals",
        "weather stations",
    ],
    [
        "market stalls",
        "grain prices",
        "seed loans",
        "farm roads",
        "milk cooling",
        "orchard grafting",
    ],
    [
        "folk songs",
        "museum opening hours",
        "old manuscripts",
        "theatre tours",
        "craft fairs",
        "dance halls",
    ],
];

fn recommendation(id: usize, text: String, workshop: &str) -> Recommendation {
    Recommendation {
        sentence_id: format!("r{id}"),
        workshop: workshop.to_owned(),
        text,
        score: 1.0,
        cue: "should".to_owned(),
        ..Recommendation::default()
    }
}

/// `count` recommendations, their vectors around one direction per topic, and their topics.
fn invented(count: usize, seed: u64) -> (Vec<Recommendation>, Array2<f32>, Vec<usize>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |()| random.random::<f32>() - 0.5;
    let common = Array2::from_shape_simple_fn((1, 64), || draw(()));
    let centres = Array2::from_shape_simple_fn((5, 64), || draw(()));
    let mut vectors = Array2::from_shape_simple_fn((count, 64), || draw(()) * 0.9);
    let mut recommendations = Vec::new();
    let mut topics = Vec::new();
    for (row, mut vector) in vectors.rows_mut().into_iter().enumerate() {
        let topic = row % 5;
        vector += &centres.row(topic);
        vector += &common.row(0);
        let norm = vector.dot(&vector).sqrt();
        vector /= norm;
        let things = TOPICS[topic];
        let (a, b) = (things[row / 5 % 6], things[row / 30 % 6]);
        recommendations.push(recommendation(
            row,
            format!("Towns should pay for the {a} and look after the {b} of ward {row}."),
            ["North", "South", "West"][row % 3],
        ));
        topics.push(topic);
    }
    (recommendations, vectors, topics)
}

fn labels(found: &Clustering, recommendations: &[Recommendation]) -> Vec<usize> {
    let by_id: BTreeMap<&str, u32> =
        found.memberships.iter().map(|m| (m.sentence_id.as_str(), m.theme_id)).collect();
    recommendations.iter().map(|r| by_id[r.sentence_id.as_str()] as usize).collect()
}

/// Everything that holds for every result.
#[track_caller]
fn check(found: &Clustering, recommendations: &[Recommendation]) {
    let n = recommendations.len();
    assert_eq!(found.memberships.len(), n);
    for (membership, recommendation) in found.memberships.iter().zip(recommendations) {
        assert_eq!(membership.sentence_id, recommendation.sentence_id);
        assert!((-1.0..=1.0).contains(&membership.x) && (-1.0..=1.0).contains(&membership.y));
        assert!((0.0..=1.0).contains(&membership.membership));
    }
    let ids: BTreeSet<u32> = found.themes.iter().map(|t| t.theme_id).collect();
    assert_eq!(ids.len(), found.themes.len(), "ids are unique over the levels");
    for &level in Level::ALL {
        let themes: Vec<_> = found.themes.iter().filter(|t| t.level == level).collect();
        assert_eq!(themes.iter().map(|t| t.size as usize).sum::<usize>(), n, "{level}");
        let names: BTreeSet<&str> = themes.iter().map(|t| t.label.as_str()).collect();
        assert_eq!(names.len(), themes.len(), "labels are unique at {level}");
        for theme in &themes {
            assert!(theme.size > 0 && !theme.label.is_empty());
            assert!((1..=3).contains(&theme.exemplar_ids.len()));
            assert_eq!(theme.parent_id.is_none(), level == Level::Coarse);
            if let Some(parent) = theme.parent_id {
                let parent = found.themes.iter().find(|t| t.theme_id == parent).unwrap();
                assert!(parent.level < level && parent.size >= theme.size);
            }
        }
        let mut sums: BTreeMap<&str, f32> = BTreeMap::new();
        for soft in found.theme_memberships.iter().filter(|m| m.level == level) {
            *sums.entry(&soft.sentence_id).or_default() += soft.membership;
        }
        assert_eq!(sums.len(), n);
        assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-4));
    }
    let fine = found.themes.iter().filter(|t| t.level == Level::Fine).count();
    assert_eq!(found.theme_merges.len(), fine.saturating_sub(1));
    inner_nodes_are_named_by_their_themes(found);
}

/// A node of the tree that holds just what a coarse or medium theme holds has its heading.
#[track_caller]
fn inner_nodes_are_named_by_their_themes(found: &Clustering) {
    let fine: Vec<_> = found.themes.iter().filter(|t| t.level == Level::Fine).collect();
    let leaf = |rank: u32| fine.iter().find(|t| t.rank == rank).unwrap();
    let mut below: Vec<BTreeSet<u32>> =
        (1..=fine.len() as u32).map(|rank| BTreeSet::from([leaf(rank).theme_id])).collect();
    let mut held: BTreeMap<BTreeSet<u32>, Vec<&str>> = BTreeMap::new();
    for theme in found.themes.iter().filter(|t| t.level != Level::Fine) {
        let parent = |id: u32| found.themes.iter().find(|t| t.theme_id == id)?.parent_id;
        let inside = fine.iter().filter(|t| {
            let medium = t.parent_id;
            medium == Some(theme.theme_id) || medium.and_then(parent) == Some(theme.theme_id)
        });
        held.entry(inside.map(|t| t.theme_id).collect()).or_default().push(&theme.label);
    }
    for merge in &found.theme_merges {
        let both = &below[merge.left as usize] | &below[merge.right as usize];
        if let Some(headings) = held.remove(&both) {
            assert!(headings.contains(&merge.label.as_str()), "{} {headings:?}", merge.label);
        }
        below.push(both);
    }
    // The levels are cuts of the tree.
    assert!(held.keys().all(|inside| inside.len() == 1), "{held:?}");
}

#[test]
fn any_number_of_recommendations() {
    for count in [0, 1, 2, 3, 4, 5, 7, 12, 30] {
        let (recommendations, vectors, _) = invented(count, 1);
        let found = cluster(&recommendations, &[], vectors.view(), &Settings::default());
        if count == 0 {
            assert_eq!(found, Clustering::default());
        } else {
            check(&found, &recommendations);
        }
    }
}

#[test]
fn equal_texts_equal_vectors_and_vectors_of_nothing() {
    for vectors in
        [Array2::ones((9, 8)), Array2::zeros((9, 8)), Array2::from_elem((9, 8), f32::NAN)]
    {
        let recommendations: Vec<_> = (0..9)
            .map(|i| recommendation(i, "Towns should repair the bridge.".into(), "A"))
            .collect();
        let found = cluster(&recommendations, &[], vectors.view(), &Settings::default());
        check(&found, &recommendations);
    }
}

#[test]
fn planted_topics_are_found() {
    let (recommendations, vectors, topics) = invented(150, 2);
    let settings = Settings { themes: Some(5), ..Settings::default() };
    let found = cluster(&recommendations, &[], vectors.view(), &settings);
    check(&found, &recommendations);
    let agreement = cluster::measures::ami(&labels(&found, &recommendations), &topics);
    assert!(agreement > 0.9, "AMI {agreement}");
}

#[test]
fn order_of_the_input_changes_nothing() {
    for algorithm in [Algorithm::Auto, Algorithm::Ward, Algorithm::Leiden, Algorithm::Kmeans] {
        let settings = Settings { algorithm, ..Settings::default() };
        let (recommendations, vectors, _) = invented(90, 3);
        let straight = cluster(&recommendations, &[], vectors.view(), &settings);
        check(&straight, &recommendations);
        let mut order: Vec<usize> = (0..90).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(4));
        let shuffled: Vec<_> = order.iter().map(|&i| recommendations[i].clone()).collect();
        let mut other = cluster(&shuffled, &[], vectors.select(Axis(0), &order).view(), &settings);
        assert_eq!(straight.themes, other.themes, "{algorithm:?}");
        other.memberships.sort_by_key(|m| m.sentence_id[1..].parse::<usize>().unwrap());
        assert_eq!(straight.memberships, other.memberships, "{algorithm:?}");
    }
}

#[test]
fn words_are_those_of_the_theme() {
    let (recommendations, vectors, topics) = invented(150, 5);
    let settings = Settings { themes: Some(5), ..Settings::default() };
    let found = cluster(&recommendations, &[], vectors.view(), &settings);
    for theme in found.themes.iter().filter(|t| t.level == Level::Medium) {
        let first = found.memberships.iter().position(|m| m.theme_id == theme.theme_id).unwrap();
        let words = TOPICS[topics[first]].join(" ");
        let own =
            theme.keywords.iter().filter(|k| k.split(' ').all(|word| words.contains(word))).count();
        assert!(2 * own > theme.keywords.len(), "{:?} for {words}", theme.keywords);
        assert!(theme.keywords.iter().all(|k| k != "towns" && k != "ward"), "{:?}", theme.keywords);
    }
}
