package io.routelb.lab.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of RFC 7386 appendix A. */
class MergePatchTest {
    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':'b'}             | {'a':'c'}               | {'a':'c'}
            {'a':'b'}             | {'b':'c'}               | {'a':'b','b':'c'}
            {'a':'b'}             | {'a':null}              | {}
            {'a':'b','b':'c'}     | {'a':null}              | {'b':'c'}
            {'a':['b']}           | {'a':'c'}               | {'a':'c'}
            {'a':'c'}             | {'a':['b']}             | {'a':['b']}
            {'a':{'b':'c'}}       | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
            {'a':[{'b':'c'}]}     | {'a':[1]}               | {'a':[1]}
            ['a','b']             | ['c','d']               | ['c','d']
            {'a':'b'}             | ['c']                   | ['c']
            {'a':'foo'}           | null                    | null
            {'a':'foo'}           | 'bar'                   | 'bar'
            {'e':null}            | {'a':1}                 | {'e':null,'a':1}
            [1,2]                 | {'a':'b','c':null}      | {'a':'b'}
            {}                    | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
            """)
    void merges(String document, String patch, String expected) {
        JsonElement before = Json.any(document);
        assertEquals(Json.any(expected), MergePatch.apply(before, Json.any(patch)));
        assertEquals(Json.any(document), before, "the input was changed");
    }
}
