//! Scripted scenarios: the analyst edits the themes, the corpus grows, and every edit is kept or
//! its reason told.

use std::collections::{BTreeMap, BTreeSet};

use cluster::edits::{Edits, Merge, Move, Pin, Rename, Split, ThemeName, Unapplied};
use cluster::growth::{Growth, Previous, keep};
use cluster::{Clustering, Settings, cluster};
use corpus::{Level, Recommendation, Theme};
use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the invented recommendations are about, by topic.
const TOPICS: [&str; 6] = ["cranes", "schools", "dams", "markets", "museums", "railways"];

#[derive(Clone)]
struct Corpus {
    recommendations: Vec<Recommendation>,
    vectors: Array2<f32>,
}

impl Corpus {
    /// `each` recommendations on each of the first `topics` topics, ids and texts always the same.
    fn of(topics: usize, each: usize) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(8);
        let centres = Array2::from_shape_simple_fn((6, 32), || random.random::<f32>() - 0.5);
        let mut rows = Vec::new();
        let mut recommendations = Vec::new();
        for at in 0..each {
            for (topic, thing) in TOPICS.iter().enumerate() {
                let noise: Vec<f32> =
                    (0..32).map(|_| (random.random::<f32>() - 0.5) * 0.6).collect();
                if topic >= topics {
                    continue;
                }
                rows.extend(centres.row(topic).iter().zip(noise).map(|(c, n)| c + n));
                recommendations.push(Recommendation {
                    sentence_id: format!("{thing}-{at:02}"),
                    workshop: ["North", "South"][at % 2].to_owned(),
                    text: format!("Towns should pay for the {thing} of ward {at} and paint them."),
                    score: 1.0,
                    cue: "should".to_owned(),
                    ..Recommendation::default()
                });
            }
        }
        let vectors = Array2::from_shape_vec((recommendations.len(), 32), rows).unwrap();
        Self { recommendations, vectors }
    }

    /// Without the recommendations on a topic.
    fn without(&self, thing: &str) -> Self {
        let kept: Vec<usize> = (0..self.recommendations.len())
            .filter(|&row| !self.recommendations[row].sentence_id.starts_with(thing))
            .collect();
        Self {
            recommendations: kept.iter().map(|&row| self.recommendations[row].clone()).collect(),
            vectors: self.vectors.select(Axis(0), &kept),
        }
    }

    fn cluster(&self, themes: usize) -> Clustering {
        let settings = Settings { themes: Some(themes), resamples: 0, ..Settings::default() };
        cluster(&self.recommendations, &[], self.vectors.view(), &settings)
    }

    /// Clusters, continues an earlier run where one is given, and applies the edits.
    fn run(&self, themes: usize, earlier: Option<(&Self, &Clustering)>, edits: &Edits) -> Run {
        let mut found = self.cluster(themes);
        let growth = earlier.map(|(corpus, before)| {
            let previous = Previous {
                recommendations: &corpus.recommendations,
                themes: &before.themes,
                theme_memberships: &before.theme_memberships,
            };
            keep(&mut found, &self.recommendations, previous)
        });
        // What is written to themes.toml is what is read back.
        let edits = Edits::parse(&toml::to_string(edits).unwrap()).unwrap();
        let unapplied = edits.apply(&mut found, &self.recommendations, self.vectors.view());
        let run = Run { found, unapplied, growth };
        run.check(self);
        run
    }
}

struct Run {
    found: Clustering,
    unapplied: Vec<Unapplied>,
    growth: Option<Growth>,
}

impl Run {
    fn medium(&self) -> impl Iterator<Item = &Theme> {
        self.found.themes.iter().filter(|t| t.level == Level::Medium)
    }

    fn called(&self, label: &str) -> Option<&Theme> {
        self.medium().find(|t| t.label == label)
    }

    /// Heading of the theme that a recommendation is in.
    fn home(&self, sentence: &str) -> &str {
        let id =
            self.found.memberships.iter().find(|m| m.sentence_id == sentence).unwrap().theme_id;
        &self.medium().find(|t| t.theme_id == id).unwrap().label
    }

    /// What holds after any edits.
    #[track_caller]
    fn check(&self, corpus: &Corpus) {
        let n = corpus.recommendations.len();
        assert_eq!(self.medium().map(|t| t.size as usize).sum::<usize>(), n);
        let labels: BTreeSet<&str> = self.medium().map(|t| t.label.as_str()).collect();
        assert_eq!(labels.len(), self.medium().count(), "headings are unique");
        let ids: BTreeSet<u32> = self.found.themes.iter().map(|t| t.theme_id).collect();
        assert_eq!(ids.len(), self.found.themes.len());
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        for place in &self.found.memberships {
            *sizes.entry(place.theme_id).or_default() += 1;
        }
        for theme in self.medium() {
            assert_eq!(sizes[&theme.theme_id], theme.size);
            assert!(!theme.exemplar_ids.is_empty() && !theme.keywords.is_empty());
        }
        for theme in &self.found.themes {
            assert!(theme.parent_id.is_none_or(|id| ids.contains(&id)));
        }
        assert!(self.found.theme_memberships.iter().all(|row| ids.contains(&row.theme_id)));
        assert!(self.unapplied.iter().all(|u| !u.edit.is_empty() && !u.reason.is_empty()));
    }
}

fn named(label: &str, anchors: &[&str]) -> ThemeName {
    ThemeName { label: label.into(), anchors: anchors.iter().map(|&a| a.to_owned()).collect() }
}

fn rename(label: &str, anchors: &[&str], to: &str) -> Edits {
    let rename = vec![Rename { theme: named(label, anchors), to: to.into() }];
    Edits { rename, ..Edits::default() }
}

fn merge(themes: Vec<ThemeName>, into: &str) -> Edits {
    Edits { merge: vec![Merge { themes, into: into.into() }], ..Edits::default() }
}

fn split(theme: ThemeName, into: Vec<ThemeName>) -> Edits {
    Edits { split: vec![Split { theme, into }], ..Edits::default() }
}

fn put(sentence: &str, to: ThemeName) -> Edits {
    Edits { moves: vec![Move { sentence: sentence.into(), to }], ..Edits::default() }
}

fn pin(theme: ThemeName) -> Edits {
    Edits { pin: vec![Pin { theme }], ..Edits::default() }
}

/// The first corpus, five topics; the heading that its own run gives a topic.
fn first() -> (Corpus, Clustering, impl Fn(&str) -> String) {
    let corpus = Corpus::of(5, 10);
    let found = corpus.cluster(5);
    let run = Run { found: found.clone(), unapplied: vec![], growth: None };
    let heading = move |thing: &str| run.home(&format!("{thing}-00")).to_owned();
    (corpus, found, heading)
}

/// The corpus grown by more on each topic, and by a topic of its own.
fn grown() -> Corpus {
    Corpus::of(6, 16)
}

const CRANES: [&str; 3] = ["cranes-00", "cranes-03", "cranes-07"];
const DAMS: [&str; 2] = ["dams-01", "dams-02"];

#[test]
fn a_rename_by_heading_is_kept_on_the_same_corpus() {
    let (corpus, _, heading) = first();
    let run = corpus.run(5, None, &rename(&heading("cranes"), &[], "Lifting gear"));
    assert!(run.unapplied.is_empty() && run.home("cranes-05") == "Lifting gear");
}

#[test]
fn a_rename_by_anchors_is_kept_on_a_grown_corpus() {
    let run = grown().run(6, None, &rename("called otherwise then", &CRANES, "Lifting gear"));
    assert!(run.unapplied.is_empty() && run.home("cranes-15") == "Lifting gear");
}

#[test]
fn a_rename_without_anchors_is_kept_when_the_run_is_continued() {
    let (corpus, _, heading) = first();
    let edits = rename(&heading("cranes"), &[], "Lifting gear");
    let before = corpus.run(5, None, &edits);
    let run = grown().run(6, Some((&corpus, &before.found)), &edits);
    assert!(run.unapplied.is_empty() && run.home("cranes-15") == "Lifting gear");
}

#[test]
fn a_rename_of_what_is_gone_says_so() {
    let corpus = Corpus::of(5, 10).without("cranes");
    let run = corpus.run(4, None, &rename("Cranes once", &CRANES, "Lifting gear"));
    assert!(run.unapplied[0].reason.contains("none of its 3 anchors"));
}

#[test]
fn a_rename_to_a_heading_that_is_taken_says_so() {
    let (corpus, _, heading) = first();
    let run = corpus.run(5, None, &rename(&heading("cranes"), &[], &heading("dams")));
    assert!(run.unapplied[0].reason.contains("merge the two instead"));
}

#[test]
fn a_merge_by_heading_is_kept_on_the_same_corpus() {
    let (corpus, _, heading) = first();
    let two = vec![named(&heading("cranes"), &[]), named(&heading("dams"), &[])];
    let run = corpus.run(5, None, &merge(two, "Works"));
    assert_eq!(run.called("Works").unwrap().size, 20);
}

#[test]
fn a_merge_by_anchors_is_kept_on_a_grown_corpus() {
    let two = vec![named("once", &CRANES), named("twice", &DAMS)];
    let run = grown().run(6, None, &merge(two, "Works"));
    assert!(run.unapplied.is_empty());
    assert_eq!(run.called("Works").unwrap().size, 32);
}

#[test]
fn a_merge_holds_through_two_continued_runs() {
    let (corpus, _, heading) = first();
    let edits =
        merge(vec![named(&heading("cranes"), &CRANES), named(&heading("dams"), &DAMS)], "Works");
    let one = corpus.run(5, None, &edits);
    let larger = Corpus::of(5, 13);
    let two = larger.run(5, Some((&corpus, &one.found)), &edits);
    let three = grown().run(6, Some((&larger, &two.found)), &edits);
    let ids: BTreeSet<u32> =
        [&one, &two, &three].map(|r| r.called("Works").unwrap().theme_id).into();
    assert_eq!(ids.len(), 1, "it keeps its id");
    assert!(three.unapplied.is_empty() && three.home("dams-15") == "Works");
}

#[test]
fn a_merge_into_a_heading_that_is_taken_says_so() {
    let (corpus, _, heading) = first();
    let two = vec![named(&heading("cranes"), &[]), named(&heading("dams"), &[])];
    let run = corpus.run(5, None, &merge(two, &heading("schools")));
    assert!(run.unapplied[0].reason.contains("already called"));
    assert_eq!(run.medium().count(), 5);
}

#[test]
fn a_merge_with_what_is_gone_says_so() {
    let corpus = Corpus::of(5, 10).without("cranes");
    let two = vec![named("once", &CRANES), named("twice", &DAMS)];
    let run = corpus.run(4, None, &merge(two, "Works"));
    assert!(run.unapplied[0].edit.contains("`once`") && run.unapplied.len() == 1);
}

#[test]
fn a_split_gives_each_to_the_nearest_part() {
    let (corpus, _, heading) = first();
    // Four clusters: two topics lie in one, which the analyst parts.
    let coarse = corpus.run(4, None, &Edits::default());
    let joined = coarse.medium().find(|t| t.size == 20).unwrap().label.clone();
    let things: Vec<&str> =
        TOPICS[..5].iter().copied().filter(|t| coarse.home(&format!("{t}-00")) == joined).collect();
    let [a, b] = things[..] else { panic!("{things:?} in {joined}") };
    let parts =
        vec![named("Part one", &[&format!("{a}-01")]), named("Part two", &[&format!("{b}-01")])];
    let run = corpus.run(4, None, &split(named(&joined, &[]), parts));
    assert!((0..10).all(|i| run.home(&format!("{a}-{i:02}")) == "Part one"));
    assert!((0..10).all(|i| run.home(&format!("{b}-{i:02}")) == "Part two"));
    assert!(!heading(a).is_empty());
}

#[test]
fn a_split_is_kept_on_a_grown_corpus() {
    let parts = vec![named("Old cranes", &CRANES[..1]), named("New cranes", &CRANES[1..2])];
    let run = grown().run(6, None, &split(named("once", &CRANES), parts));
    assert!(run.unapplied.is_empty());
    assert_eq!((run.home("cranes-00"), run.home("cranes-03")), ("Old cranes", "New cranes"));
    let sizes = ["Old cranes", "New cranes"].map(|l| run.called(l).unwrap().size);
    assert_eq!(sizes.iter().sum::<u32>(), 16);
}

#[test]
fn a_split_that_a_continued_run_has_already_is_no_complaint() {
    let (corpus, _, heading) = first();
    let parts = vec![named("Old cranes", &CRANES[..1]), named("New cranes", &CRANES[1..2])];
    let edits = split(named(&heading("cranes"), &CRANES), parts);
    let one = corpus.run(5, None, &edits);
    let two = grown().run(6, Some((&corpus, &one.found)), &edits);
    assert!(two.unapplied.is_empty(), "{:?}", two.unapplied);
    assert_eq!((two.home("cranes-00"), two.home("cranes-03")), ("Old cranes", "New cranes"));
}

#[test]
fn a_split_without_its_anchors_says_so() {
    let (corpus, _, heading) = first();
    let parts = vec![named("One", &["cranes-00"]), named("Two", &["gone-01"])];
    let run = corpus.run(5, None, &split(named(&heading("cranes"), &[]), parts));
    assert!(run.unapplied[0].reason.contains("`Two`") && run.medium().count() == 5);
}

#[test]
fn a_split_into_one_part_says_so() {
    let (corpus, _, heading) = first();
    let run =
        corpus.run(5, None, &split(named(&heading("cranes"), &[]), vec![named("One", &CRANES)]));
    assert!(run.unapplied[0].reason.contains("two parts"));
}

#[test]
fn a_split_into_parts_of_one_heading_says_so() {
    let (corpus, _, heading) = first();
    let parts = vec![named("One", &["cranes-00"]), named("One", &["cranes-01"])];
    let run = corpus.run(5, None, &split(named(&heading("cranes"), &[]), parts));
    assert!(run.unapplied[0].reason.contains("heading of its own"));
}

#[test]
fn a_move_is_kept_on_a_grown_corpus() {
    let run = grown().run(6, None, &put("schools-04", named("once", &DAMS)));
    assert!(run.unapplied.is_empty());
    assert_eq!(run.home("schools-04"), run.home("dams-05"));
}

#[test]
fn a_move_by_text_is_kept_when_ids_change() {
    let mut corpus = grown();
    let text = corpus.recommendations.iter().find(|r| r.sentence_id == "schools-04").unwrap();
    let edits = put(&text.text.clone(), named("once", &DAMS));
    for recommendation in &mut corpus.recommendations {
        if recommendation.sentence_id.starts_with("schools") {
            recommendation.sentence_id += "-b";
        }
    }
    let run = corpus.run(6, None, &edits);
    assert_eq!(run.home("schools-04-b"), run.home("dams-05"));
}

#[test]
fn a_move_of_what_is_gone_says_so() {
    let run = grown().run(6, None, &put("bridges-01", named("once", &DAMS)));
    assert!(run.unapplied[0].reason.contains("no recommendation `bridges-01`"));
}

#[test]
fn a_pin_makes_a_theme_of_what_the_clusters_part() {
    let scattered = named("Flagships", &["cranes-00", "dams-00", "schools-00"]);
    let run = grown().run(6, None, &pin(scattered));
    assert!(run.unapplied.is_empty());
    assert_eq!(run.called("Flagships").unwrap().size, 3);
}

#[test]
fn a_pin_holds_its_anchors_and_its_heading() {
    let run =
        grown().run(6, None, &pin(named("Lifting gear", &[&CRANES[..], &["dams-03"]].concat())));
    assert!(run.unapplied.is_empty());
    assert_eq!((run.home("dams-03"), run.home("cranes-09")), ("Lifting gear", "Lifting gear"));
}

#[test]
fn a_pin_on_what_is_gone_says_so() {
    let corpus = Corpus::of(5, 10).without("cranes");
    let run = corpus.run(4, None, &pin(named("Lifting gear", &CRANES)));
    assert!(run.unapplied[0].reason.contains("none of its 3 anchors"));
}

#[test]
fn a_continued_run_keeps_ids_and_headings_and_marks_what_is_new() {
    let (corpus, before, heading) = first();
    let run = grown().run(6, Some((&corpus, &before)), &Edits::default());
    for thing in &TOPICS[..5] {
        assert_eq!(run.home(&format!("{thing}-15")), heading(thing));
    }
    let growth = run.growth.as_ref().unwrap();
    let new = run.medium().find(|t| t.label == run.home("railways-00")).unwrap();
    assert!(growth.new_themes.contains(&new.theme_id));
    assert_eq!(growth.new_recommendations.len(), 46);
    for theme in before.themes.iter().filter(|t| t.level == Level::Medium) {
        assert!(run.medium().any(|t| t.theme_id == theme.theme_id && t.label == theme.label));
    }
}

#[test]
fn an_exported_file_applies_to_a_grown_corpus() {
    let (_, before, heading) = first();
    let edits = Edits::parse(&Edits::export(&before.themes).unwrap()).unwrap();
    let run = grown().run(6, None, &edits);
    assert!(run.unapplied.is_empty(), "{:?}", run.unapplied);
    assert_eq!(run.home("cranes-15"), heading("cranes"));
}
