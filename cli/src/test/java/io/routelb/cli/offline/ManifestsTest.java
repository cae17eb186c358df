package io.routelb.cli.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {
    private static final String OBJECT = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n";

    private static List<Manifest> read(String text) throws ManifestException {
        InputStream input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return Manifests.read(List.of("-"), input);
    }

    @Test
    void everyFieldKnowsItsLine() throws ManifestException {
        Manifest manifest = read("# one\n---\n" + OBJECT + "spec:\n  ports:\n    - port: 1\n      name: x\n")
                .getFirst();
        assertEquals("-:3", manifest.where());
        assertEquals("-:9", manifest.where("spec.ports[0].name"));
        assertEquals("-:8", manifest.where("spec.ports[0].absent"));
        assertEquals("-:3", manifest.where("absent.field"));
    }

    @Test
    void theItemsOfListsAreObjectsOfTheirOwn() throws ManifestException {
        List<Manifest> items = read("""
                        apiVersion: v1
                        kind: ServiceList
                        items:
                        - metadata: {name: a}
                        - kind: Node
                          metadata:
                            name: b
                        """);
        assertEquals(
                List.of("Service a", "Node b"),
                items.stream().map(Manifest::title).toList());
        assertEquals("-:7", items.getLast().where("metadata.name"));
    }

    @Test
    void whatLooksLikeADateIsTheTextItIs() throws ManifestException {
        Manifest manifest = read(OBJECT + "created: 2025-01-02T03:04:05Z\n").getFirst();
        assertEquals("2025-01-02T03:04:05Z", manifest.json().get("created").getAsString());
    }

    @Test
    void aFolderIsItsManifestsByName(@TempDir Path folder) throws IOException, ManifestException {
        Files.writeString(folder.resolve("b.yml"), OBJECT.replace("name: a", "name: b"));
        Files.writeString(folder.resolve("a.yaml"), OBJECT);
        Files.writeString(folder.resolve("notes.txt"), "no manifest");
        List<Manifest> read = Manifests.read(List.of(folder.toString()), InputStream.nullInputStream());
        assertEquals(List.of("a", "b"), read.stream().map(Manifest::name).toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a tab                | 'a: 1\\n\\tb: 2'                          | -:2",
                "no object            | '---\\n- a\\n'                            | -:2",
                "no kind              | 'apiVersion: v1\\n'                       | -:1",
                "a key twice          | 'a: 1\\nb: 2\\na: 3\\n'                   | -:3",
                "an alias of itself   | 'kind: &a [*a]\\napiVersion: v1\\n'       | -:1",
                "no such alias        | 'kind: *a\\n'                             | -:1",
                "a class              | 'a: !!javax.script.ScriptEngineManager []' | -:1",
                "a number JSON lacks  | 'a: .nan'                                 | -:1",
                "an item of a list    | 'apiVersion: v1\\nkind: List\\nitems:\\n- x' | -:4"
            })
    void badInputIsNamedWithItsLine(String what, String text, String where) {
        ManifestException failure = assertThrows(
                ManifestException.class, () -> read(text.replace("\\n", "\n").replace("\\t", "\t")));
        assertTrue(String.valueOf(failure.getMessage()).startsWith(where + ": "), what + ": " + failure.getMessage());
    }

    @Test
    void aliasesThatUnfoldWithoutBoundAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 7; i++) {
            String below = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " ["
                    + String.join(",", List.of(below, below, below, below, below, below, below)) + "]\n");
        }
        assertThrows(ManifestException.class, () -> read(text.toString()));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        ManifestException failure = assertThrows(
                ManifestException.class,
                () -> Manifests.read(List.of("/no/such/file.yaml"), InputStream.nullInputStream()));
        assertTrue(String.valueOf(failure.getMessage()).startsWith("/no/such/file.yaml: cannot be read"));
    }
}
