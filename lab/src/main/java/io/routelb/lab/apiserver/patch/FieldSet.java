package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A set of field paths, as {@code fieldsV1} of managedFields writes it: a tree whose edges are {@code f:name},
 * {@code k:{"port":80}}, {@code v:"x"} or {@code i:0}, and whose members are leaves or carry {@code "."}. Changed only while it
 * is filled by its maker; the set operations return new sets.
 */
final class FieldSet {
    private boolean member;
    private final TreeMap<String, FieldSet> children = new TreeMap<>();

    static FieldSet parse(JsonObject fieldsV1) {
        FieldSet set = new FieldSet();
        for (Map.Entry<String, JsonElement> entry : fieldsV1.entrySet()) {
            if (entry.getKey().equals(".")) {
                set.member = true;
            } else if (entry.getValue() instanceof JsonObject below) {
                FieldSet child = parse(below);
                child.member |= below.isEmpty();
                set.children.put(entry.getKey(), child);
            }
        }
        return set;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (member && !children.isEmpty()) {
            json.add(".", new JsonObject());
        }
        children.forEach((edge, child) -> json.add(edge, child.toJson()));
        return json;
    }

    /** The node below an edge, made if it is not there yet. */
    FieldSet at(String edge) {
        FieldSet fresh = new FieldSet();
        FieldSet present = children.putIfAbsent(edge, fresh);
        return present == null ? fresh : present;
    }

    void insert() {
        member = true;
    }

    boolean isMember() {
        return member;
    }

    boolean isEmpty() {
        return !member && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    /** The part below an edge; empty if there is none. */
    FieldSet below(String edge) {
        return children.getOrDefault(edge, new FieldSet());
    }

    FieldSet union(FieldSet other) {
        return combine(other, (mine, theirs) -> mine || theirs);
    }

    FieldSet difference(FieldSet other) {
        return combine(other, (mine, theirs) -> mine && !theirs);
    }

    FieldSet intersection(FieldSet other) {
        return combine(other, (mine, theirs) -> mine && theirs);
    }

    private interface Rule {
        boolean keep(boolean mine, boolean theirs);
    }

    private FieldSet combine(FieldSet other, Rule rule) {
        FieldSet result = new FieldSet();
        result.member = rule.keep(member, other.member);
        Set<String> edges = new TreeSet<>(children.keySet());
        edges.addAll(other.children.keySet());
        for (String edge : edges) {
            FieldSet child = below(edge).combine(other.below(edge), rule);
            if (!child.isEmpty()) {
                result.children.put(edge, child);
            }
        }
        return result;
    }

    /** With every named field above a member being a member too. */
    FieldSet withNamedParents() {
        FieldSet result = new FieldSet();
        result.member = member;
        children.forEach((edge, child) -> {
            FieldSet copy = child.withNamedParents();
            copy.member |= edge.startsWith("f:") && !copy.isEmpty();
            result.children.put(edge, copy);
        });
        return result;
    }

    /** Every member in Kubernetes' notation: {@code .spec.ports[port=80,protocol="TCP"].name}. */
    List<String> paths() {
        List<String> found = new ArrayList<>();
        collect("", found);
        return found;
    }

    private void collect(String prefix, List<String> found) {
        if (member) {
            found.add(prefix);
        }
        children.forEach((edge, child) -> child.collect(prefix + notation(edge), found));
    }

    private static String notation(String edge) {
        String rest = edge.substring(2);
        return switch (edge.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' -> {
                List<String> parts = new ArrayList<>();
                JsonParser.parseString(rest)
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(entry -> parts.add(entry.getKey() + "=" + entry.getValue()));
                yield "[" + String.join(",", parts) + "]";
            }
            case 'v' -> "[=" + rest + "]";
            default -> "[" + rest + "]";
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet set && toJson().equals(set.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }
}
