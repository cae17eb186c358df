package io.routelb.cli.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.cli.offline.Manifests;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.AddressPool;
import io.routelb.model.Asn;
import io.routelb.model.InvalidValueException;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerParser;
import io.routelb.model.ServiceGroupView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each sample becomes, remarks and all, and that our own parsers take it; that the CRDs' schemas do, too, is the lab's GuideTest.
 * The expected texts are written anew with {@code -Droutelb.golden=write}.
 */
class ConvertGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/convert");
    private static final boolean WRITE = "write".equals(System.getProperty("routelb.golden"));
    private static final Conversion.Settings SETTINGS = new Conversion.Settings("routelb-system", "", List.of());

    static List<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in.yaml"))
                    .map(name -> name.substring(0, name.length() - ".in.yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreSamples() throws IOException {
        assertTrue(samples().size() >= 3);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleBecomesWhatWasReviewed(String sample) throws IOException, ManifestException {
        String text = converted(sample).text().replace(FOLDER + "/", "");
        Path golden = FOLDER.resolve(sample + ".out.yaml");
        if (WRITE) {
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void ourParsersTakeWhatComesOut(String sample) throws IOException, ManifestException, InvalidValueException {
        Converted converted = converted(sample);
        assertFalse(converted.objects().isEmpty());
        for (JsonObject object : converted.objects()) {
            parsed(object);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatComesOutIsReadAgainAsTheSameObjects(String sample) throws IOException, ManifestException {
        Converted converted = converted(sample);
        InputStream printed = new ByteArrayInputStream(converted.text().getBytes(StandardCharsets.UTF_8));
        assertEquals(
                converted.objects().stream().map(JsonObject::toString).toList(),
                Manifests.read(List.of("-"), printed).stream()
                        .map(Manifest::json)
                        .map(JsonObject::toString)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noPasswordIsPrinted(String sample) throws IOException, ManifestException {
        assertFalse(converted(sample).text().contains("s3cret"));
    }

    private static Converted converted(String sample) throws ManifestException {
        String file = FOLDER.resolve(sample + ".in.yaml").toString();
        return Converted.of(Manifests.read(List.of(file), InputStream.nullInputStream()), SETTINGS);
    }

    private static void parsed(JsonObject object) throws InvalidValueException {
        switch (object.get("kind").getAsString()) {
            case "ServiceGroup" -> {
                for (ServiceGroupView.PoolText pool :
                        ObjectViews.serviceGroup(object).pools()) {
                    assertTrue(AddressPool.parse(pool).size().signum() > 0);
                }
            }
            case "RoutingConfig" -> ObjectViews.routingConfig(object);
            case "BGPPeer" ->
                PeerParser.parse(ObjectViews.bgpPeer(object), new Asn(64512), PeerOptions.Restart.DEFAULT);
            case "BGPAdvertisement" -> ObjectViews.advertisement(object);
            case "Service" -> ObjectViews.service(object);
            case "LBNodeAgent" -> assertTrue(object.has("spec"));
            default -> throw new AssertionError("not of ours: " + object);
        }
    }
}
