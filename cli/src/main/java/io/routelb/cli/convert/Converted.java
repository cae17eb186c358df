package io.routelb.cli.convert;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.cli.offline.YamlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcome of a run: the same input gives the same text.
 *
 * @param objects of ours, sorted by kind and name
 * @param text of all of them as YAML, the remarks above as comments
 * @param lost how many things are not carried over
 */
record Converted(Collection<JsonObject> objects, String text, int lost) {
    private static final List<Conversion.Origin> ORIGINS = List.of(
            new PureLb(), new PureLbBgp(), new MetalLb(), new Cilium(), new Calico(), new KubeRouter(), new Services());

    Converted {
        objects = List.copyOf(objects);
    }

    /**
     * Converts all that is understood.
     *
     * @throws ManifestException when a foreign object is not of the form its system takes
     */
    static Converted of(List<Manifest> manifests, Conversion.Settings settings) throws ManifestException {
        Conversion conversion = new Conversion(settings);
        List<Manifest> left = new ArrayList<>(manifests);
        for (Conversion.Origin origin : ORIGINS) {
            List<Manifest> own = manifests.stream().filter(origin::takes).toList();
            if (!own.isEmpty()) {
                origin.convert(own, manifests, conversion);
                left.removeAll(own);
            }
        }
        StringBuilder text = new StringBuilder();
        List<Conversion.Remark> lost = conversion.remarks(Conversion.Weight.LOST);
        comments(
                text,
                "Not carried over:",
                lost.stream().map(Conversion.Remark::line).toList());
        comments(
                text,
                "To be looked at:",
                conversion.remarks(Conversion.Weight.CHECK).stream()
                        .map(Conversion.Remark::line)
                        .toList());
        comments(text, "Left alone, being of no system that is converted:", kinds(left));
        text.append(YamlText.documents(conversion.objects()));
        return new Converted(conversion.objects(), text.toString(), lost.size());
    }

    private static void comments(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("# ").append(title).append('\n');
            lines.forEach(line -> text.append("#   ")
                    .append(line.replaceAll("\\p{Cntrl}", " "))
                    .append('\n'));
        }
    }

    private static List<String> kinds(List<Manifest> left) {
        Map<String, Integer> counts = new TreeMap<>();
        left.stream()
                .filter(one -> !one.kind().equals("Node"))
                .forEach(one -> counts.merge(one.apiVersion() + " " + one.kind(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
    }
}
