//! Communities of the neighbour graph.

use leiden_rs::{GraphData, GraphDataBuilder, Leiden, LeidenConfig, QualityType};

/// The graph of texts and their neighbours, weighted by cosine, and twice where each is among the
/// other's neighbours: the sum of the directed graph and its transpose.
pub(crate) fn graph(neighbours: &[Vec<(u32, f32)>]) -> Option<GraphData> {
    let mut edges: Vec<(u32, u32, f32)> = neighbours
        .iter()
        .enumerate()
        .flat_map(|(text, list)| {
            let text = text as u32;
            list.iter().map(move |&(other, cosine)| (text.min(other), text.max(other), cosine))
        })
        .filter(|edge| edge.2 > 0.0)
        .collect();
    edges.sort_unstable_by_key(|edge| (edge.0, edge.1));
    edges.dedup_by(|later, kept| {
        let same = (later.0, later.1) == (kept.0, kept.1);
        if same {
            kept.2 += later.2;
        }
        same
    });
    let mut builder = GraphDataBuilder::new(neighbours.len());
    for (from, to, weight) in edges {
        builder.add_edge(from as usize, to as usize, f64::from(weight)).ok()?;
    }
    builder.build().ok()
}

/// Leiden communities (Traag, Waltman & van Eck 2019) by the constant Potts model at a resolution:
/// groups whose density of edges inside is above it. `None` where the library refuses the graph.
pub(crate) fn communities(graph: &GraphData, resolution: f64, seed: u64) -> Option<Vec<usize>> {
    let config = LeidenConfig {
        resolution,
        seed: Some(seed),
        quality: QualityType::CPM,
        max_iterations: 10,
        ..LeidenConfig::default()
    };
    let found = Leiden::new(config).run(graph).ok()?;
    Some(found.partition.as_slice().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two triangles with one weak edge between them.
    #[test]
    fn the_resolution_is_the_density_from_which_a_group_holds() {
        let mut near: Vec<Vec<(u32, f32)>> = (0..6_u32)
            .map(|text| {
                let side = text / 3 * 3;
                (side..side + 3).filter(|&other| other != text).map(|other| (other, 0.9)).collect()
            })
            .collect();
        near[2].push((3, 0.1));
        let graph = graph(&near).unwrap();
        let found = |resolution| {
            let labels = communities(&graph, resolution, 1).unwrap();
            let mut names: Vec<usize> = labels.clone();
            names.sort_unstable();
            names.dedup();
            (names.len(), labels)
        };
        assert_eq!(found(0.005).0, 1);
        let (count, labels) = found(0.5);
        assert_eq!(count, 2);
        assert!(labels[..3].iter().all(|label| *label == labels[0]));
        assert_eq!(found(5.0).0, 6);
    }
}
