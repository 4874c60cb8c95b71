//! The JSON object in what a model replied: alone, behind its thoughts if it thinks aloud, in a code fence if it must.

use serde::de::DeserializeOwned;

/// Reads the object that was asked for. The error says in English what is wrong with the reply, and quotes none of it.
pub fn object_in<T: DeserializeOwned>(reply: &str) -> Result<T, String> {
    let spoken = match reply.trim_start().strip_prefix("<think>") {
        Some(thought) => thought.split_once("</think>").map_or("", |(_, spoken)| spoken),
        None => reply,
    };
    let spoken = spoken.trim();
    let fenced = spoken.strip_prefix("```json").or_else(|| spoken.strip_prefix("```"));
    let bare = fenced.and_then(|rest| rest.strip_suffix("```")).unwrap_or(spoken);
    serde_json::from_str(bare.trim()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_found_alone_behind_thoughts_and_in_a_fence() {
        for reply in ["[1]", " [1]\n", "<think>2? [2]</think>[1]", "```json\n[1]\n```", "```\n[1]```"] {
            assert_eq!(object_in::<Vec<u8>>(reply), Ok(vec![1]), "{reply}");
        }
        for reply in ["", "Sure: [1]", "<think>[1]", "```json\n[1]", "[1] [2]"] {
            assert!(object_in::<Vec<u8>>(reply).is_err(), "{reply}");
        }
    }
}
