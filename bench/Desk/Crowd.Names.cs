namespace Convos.Bench;

// The common ones first: they are borne by many.
internal static partial class Crowd
{
    private static readonly string[] FirstNames =
        """
        María Juan José Ana Carlos Luis Lucía Martín Sofía Diego Valentina Nicolás Camila Agustín Julieta Federico Paula Tomás Carla Joaquín Micaela Gonzalo
        Florencia Ezequiel Rocío Leandro Antonella Matías Daniela Facundo Jorge Marta Miguel Susana Ángel Mónica Héctor Gabriela Óscar Verónica Raúl Adriana
        Roberto Silvia Ricardo Patricia Eduardo Graciela Fernando Norma Sergio Claudia Pablo Laura Marcelo Andrea Daniel Alejandra Gustavo Liliana Alberto
        Beatriz Mario Cecilia Rubén Natalia Hugo Mariana Julio Carolina Alfredo Lorena Ramón Karina Francisco Romina Antonio Vanesa Manuel Soledad Pedro
        Guadalupe Rafael Milagros Emilio Abril Enrique Catalina Víctor Martina Walter Emilia Néstor Isabella Osvaldo Delfina Darío Renata Iván Pilar Germán
        Malena Cristian Constanza Maximiliano Noelia Sebastián Belén Lautaro Aylén Thiago Agostina Benjamín Brenda Bautista Yésica Santino Macarena Ignacio
        Celeste Bruno Eugenia Franco Inés Ramiro Elena Lisandro Irene Simón Rosario Lorenzo Mercedes Dante Dolores Álvaro Amparo Íñigo Begoña Aitor Nuria
        Jaime Montserrat Ulises Ximena Yago Zoe Nahuel Itatí Aníbal Ofelia Evaristo Perpetua Wenceslao Úrsula Zacarías Hermenegilda
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] LastNames =
        """
        González Rodríguez Gómez Fernández López Díaz Martínez Pérez García Sánchez Romero Sosa Álvarez Torres Ruiz Ramírez Flores Benítez Acosta Medina Herrera
        Suárez Aguirre Giménez Gutiérrez Pereyra Rojas Molina Castro Ortiz Núñez Silva Luna Juárez Cabrera Ríos Morales Godoy Moreno Ferreyra Domínguez Carrizo
        Peralta Castillo Ledesma Quiroga Vega Vera Muñoz Ojeda Ponce Villalba Cardozo Navarro Coronel Vázquez Ramos Vargas Cáceres Arias Figueroa Córdoba Correa
        Maldonado Paz Rivero Miranda Mansilla Farías Roldán Méndez Guzmán Agüero Hernández Lucero Cruz Páez Escobar Mendoza Barrios Bustos Ávila Ayala Blanco
        Soria Maidana Acuña Leiva Duarte Moyano Campos Soto Martín Valdez Bravo Chávez Velázquez Olivera Toledo Franco Ibáñez Burgos Alonso Alfonso Chamorro
        Vallejos Aranda Bianchi Delgado Esquivel Fuentes Gallardo Heredia Iglesias Jiménez Lescano Montenegro Nieto Olmos Pacheco Quinteros Reynoso Salinas
        Tévez Ullúa Vidal Yáñez Zárate Zúñiga Barragán Cisneros Echeverría Goñi Iriarte Larrañaga Mújica Oyarzábal Urquiza Yrigoyen Etcheverry Zubizarreta
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] Towns =
        """
        Rosario Córdoba Mendoza Neuquén Paraná Salta Tucumán Ushuaia Bariloche Gualeguaychú Tandil Luján Pergamino Junín Rafaela Viedma Trelew Posadas Formosa
        Resistencia Catamarca Chilecito Esquel Olavarría Azul Necochea Miramar Dolores Chascomús Ensenada Berisso Quilmes Lanús Morón Tigre Pilar
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
